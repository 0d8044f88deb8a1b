/** Links lead only where readers' links may lead. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { completed, isShown } from '../src/link-target.ts';

/** The server's rule is tried on the same cases. */
const cases: { target: string; shown: boolean }[] = JSON.parse(
  readFileSync(new URL('../../../app/tests/link-targets.json', import.meta.url), 'utf8'),
);

test('a target is shown where the server shows it', () => {
  for (const { target, shown } of cases) {
    assert.equal(isShown(target), shown, JSON.stringify(target));
  }
});

test('no link is made to a target that is not shown', () => {
  for (const { target } of cases) {
    const made = completed(target);
    assert.ok(made === null || isShown(made), JSON.stringify(target));
  }
  assert.equal(completed('/\\boese.example'), null);
  assert.equal(completed('//boese.example'), null);
  assert.equal(completed('https://rat@boese.example'), null);
});

test('what is meant is completed', () => {
  assert.equal(completed(' hannover.de/rat '), 'https://hannover.de/rat');
  assert.equal(completed('rat@hannover.example'), 'mailto:rat@hannover.example');
  assert.equal(completed('tel: 0511 123'), 'tel:0511123');
  assert.equal(completed('/themen/migration'), '/themen/migration');
  assert.equal(completed('#meldungen'), '#meldungen');
});
