import ICAL from 'ical.js';
import { parseVCards } from 'vcard4-ts';

/** What a vCard says of a person. */
export interface Contact {
  name?: string;
  organization?: string;
  title?: string;
  emails: string[];
}

/** As Thunderbird's parser reads it. */
function byIcal(text: string): Contact {
  const card = new ICAL.Component(ICAL.parse(text) as unknown[]);
  const first = (name: string) => card.getFirstPropertyValue(name)?.toString();
  return {
    name: first('fn'),
    organization: first('org'),
    title: first('title'),
    emails: card.getAllProperties('email').map((property) => String(property.getFirstValue())),
  };
}

/** As a parser made for vCard 4.0 alone reads it, which also tells what the RFC does not allow. */
function byVcard4(text: string): [Contact, string[]] {
  const { vCards, nags = [] } = parseVCards(text);
  const card = vCards?.[0];
  const problems = [...nags, ...(card?.nags ?? [])].map(({ description, attributes }) => `${description} ${JSON.stringify(attributes ?? {})}`);
  if (vCards?.length !== 1) problems.push('not one vCard');
  const contact = {
    name: card?.FN?.[0]?.value,
    organization: card?.ORG?.[0]?.value.join(),
    title: card?.TITLE?.[0]?.value,
    emails: (card?.EMAIL ?? []).map(({ value }) => value),
  };
  return [contact, problems];
}

/** What two independent parsers read, each; and where a text is no vCard 4.0 as RFC 6350 has it. */
export function readVcard(text: string): { readings: Contact[]; problems: string[] } {
  const [contact, problems] = byVcard4(text);
  for (const line of text.split('\r\n')) {
    if (new TextEncoder().encode(line).length > 75) problems.push(`longer than 75 bytes: ${line}`);
  }
  if (!text.startsWith('BEGIN:VCARD\r\nVERSION:4.0\r\n')) problems.push('does not begin with its version');
  try {
    return { readings: [byIcal(text), contact], problems };
  } catch (error) {
    return { readings: [contact], problems: [...problems, (error as Error).message] };
  }
}
