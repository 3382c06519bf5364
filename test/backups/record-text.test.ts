import fc from 'fast-check';
import { makeRecord, readRecord, writeRecord } from '../../lib/backups/record';
import { matchRecord } from '../../lib/backups/record-text';
import type { BackupRecord } from '../../lib/backups/types';
import { parseXml } from '../../lib/files/xml/parse';
import { serializeXml } from '../../lib/files/xml/serialize';
import { makeBackup } from './support';

const spell = (record: BackupRecord): string =>
  serializeXml({ root: writeRecord(record, 'x'), prolog: [] }, undefined, 'x');
const parse = (text: string): BackupRecord | undefined => {
  try {
    return readRecord(parseXml(text, 'x').root, 'x');
  } catch {
    return undefined;
  }
};
const match = (text: string): BackupRecord | undefined => {
  const found = matchRecord(text, 0, false);
  return found?.end === text.length ? makeRecord((field) => found.values[field], 'x') : undefined;
};

test('what GPMC writes is matched, in a manifest also without the namespace', () => {
  const { record } = makeBackup({ gpoDisplayName: 'Grundsätze & <Regeln>', comment: '' });
  const text = spell(record);
  expect(match(text)).toEqual(record);
  const inherited = text.replace(/ xmlns="[^"]*"/, '');
  expect(match(inherited)).toBeUndefined();
  expect(matchRecord(`--${inherited}--`, 2, true)).toMatchObject({ end: inherited.length + 2 });
});

test('whatever is matched, the parser reads alike', () => {
  const part = fc.constantFrom(
    ']]>',
    ']]]]><![CDATA[>',
    '</Comment>',
    '<!--',
    '&amp;',
    '\r\n',
    '\r',
    '\0',
    '\u0008',
    'ü',
    '\ufffe',
  );
  const value = fc
    .array(fc.oneof(part, fc.string({ maxLength: 3 })), { maxLength: 5 })
    .map((parts) => parts.join(''));
  const text = spell(makeBackup({ comment: 'COMMENT' }).record);
  let matched = 0;
  fc.assert(
    fc.property(value, fc.nat(text.length), fc.boolean(), (inserted, at, inComment) => {
      const changed = inComment
        ? text.replace('COMMENT', () => inserted)
        : text.slice(0, at) + inserted + text.slice(at);
      if (!matchRecord(changed, 0, false)) return;
      matched++;
      let found: BackupRecord | undefined;
      try {
        found = match(changed);
      } catch {
        expect(parse(changed)).toBeUndefined();
      }
      if (found) expect(parse(changed)).toEqual(found);
    }),
    { numRuns: 2000 },
  );
  expect(matched).toBeGreaterThan(200);
});
