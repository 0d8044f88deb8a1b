import { readVcard } from '../../support/validators/vcard';
import { expect, test } from '../../support/test';
import { card, plainEmail } from '../../support/text';

const address = '/personen/christine-jochem.vcf';
const contact = { name: card.name, organization: 'Grüne Ratsfraktion Hannover', title: card.role };

test('the validator knows good vCards from bad', () => {
  const good = 'BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ida Beispiel\r\nN:Beispiel;Ida;;;\r\nORG:Wir\r\nTITLE:Rätin\\, Sprecherin\r\nEND:VCARD\r\n';
  const read = readVcard(good);
  expect(read).toEqual({ problems: [], readings: Array(2).fill({ name: 'Ida Beispiel', organization: 'Wir', title: 'Rätin, Sprecherin', emails: [] }) });
  for (const bad of [
    good.replace('VERSION:4.0', 'VERSION:3.0'),
    good.replace('FN:Ida Beispiel\r\n', ''),
    good.replaceAll('\r\n', '\n'),
    good.replace('\\,', ','),
    good.replace('END:VCARD\r\n', ''),
    good.replace('ORG:Wir', `ORG:${'Wir '.repeat(30)}`),
    good + good,
  ]) {
    expect(readVcard(bad).problems, bad).not.toEqual([]);
  }
});

test('by GET the vCard tells all but the address', async ({ request }) => {
  const response = await request.get(address);
  expect(readVcard(await response.text())).toEqual({ problems: [], readings: Array(2).fill({ ...contact, emails: [] }) });
});

test('by POST it tells the address, too', async ({ request, server }) => {
  const response = await request.post(address, { headers: { origin: server.url } });
  expect(readVcard(await response.text())).toEqual({ problems: [], readings: Array(2).fill({ ...contact, emails: [plainEmail] }) });
});
