import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { readMigrationTable, writeMigrationTable } from '../../lib/backups/migration-table';
import type { MigrationDestination, MigrationMapping } from '../../lib/backups/types';
import { describeWithSamples, formatError, samples, useTemporaryDirectory } from './support';

const temporary = useTemporaryDirectory();
const tableFile = (): string => path.join(temporary(), 'a.migtable');
const namespace = 'http://www.microsoft.com/GroupPolicy/GPOOperations/MigrationTable';

/** Puts text into a table's root element and saves it as GPMC does. */
function save(content: string, ns = namespace): string {
  const text = `\ufeff<?xml version="1.0" encoding="utf-16"?>\r\n<MigrationTable xmlns="${ns}">${content}</MigrationTable>\r\n`;
  fs.writeFileSync(tableFile(), Buffer.from(text, 'utf16le'));
  return tableFile();
}

const mapping = (type: string, source: string, destination: string): string =>
  `<Mapping><Type>${type}</Type><Source>${source}</Source>${destination}</Mapping>`;

/** The two ways in which GPMC's tables spell that a mapping leaves its source as it is. */
const isSameAsSource = ({ source, destination }: MigrationMapping): boolean =>
  destination.kind === 'sameAsSource' || (destination.kind === 'set' && destination.value === source);

describeWithSamples('real migration table', () => {
  test('read and written again it has the same bytes', async () => {
    const original = path.join(samples, 'detectionlab', 'rdp_users', 'rdp_users.migtable');
    const mappings = await readMigrationTable(original);
    expect(mappings).toHaveLength(5);
    expect(mappings[2]).toEqual({
      type: 'Unknown',
      source: 'Remote Desktop Users',
      destination: { kind: 'set', value: 'Remote Desktop Users' },
    });
    expect(mappings.every(isSameAsSource)).toBe(true);
    await writeMigrationTable(tableFile(), mappings);
    expect(fs.readFileSync(tableFile())).toEqual(fs.readFileSync(original));
  });
});

test('every destination is read and written', async () => {
  const file = save(
    mapping('User', 'a@b.c', '<Destination>d@e.f</Destination>') +
      mapping('Computer', 'b', '<DestinationSameAsSource/>') +
      mapping('GlobalGroup', 'c', '<DestinationNone/>') +
      mapping('LocalGroup', 'd', '<DestinationByRelativeName></DestinationByRelativeName>') +
      mapping('UNCPath', '\\\\s\\x &amp; y', '<Destination>\\\\t\\z</Destination>'),
  );
  const mappings = await readMigrationTable(file);
  expect(mappings).toEqual([
    { type: 'User', source: 'a@b.c', destination: { kind: 'set', value: 'd@e.f' } },
    { type: 'Computer', source: 'b', destination: { kind: 'sameAsSource' } },
    { type: 'GlobalGroup', source: 'c', destination: { kind: 'none' } },
    { type: 'LocalGroup', source: 'd', destination: { kind: 'byRelativeName' } },
    { type: 'UNCPath', source: '\\\\s\\x & y', destination: { kind: 'set', value: '\\\\t\\z' } },
  ]);
  expect(mappings.map(isSameAsSource)).toEqual([false, true, false, false, false]);
  await writeMigrationTable(file, mappings);
  expect(await readMigrationTable(file)).toEqual(mappings);
  const text = fs.readFileSync(file, 'utf16le');
  expect(text).toContain('    <DestinationNone />\r\n  </Mapping>\r\n  <Mapping>\r\n');
  expect(fs.readdirSync(temporary())).toEqual(['a.migtable']);
});

test('an empty table', async () => {
  await writeMigrationTable(tableFile(), []);
  expect(await readMigrationTable(tableFile())).toEqual([]);
});

test('any table comes back', async () => {
  const text = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .map((value) => value.replaceAll('\r', ''))
    .filter((value) => value.trim() !== '');
  const destination: fc.Arbitrary<MigrationDestination> = fc.oneof(
    fc.constantFrom<MigrationDestination>(
      { kind: 'sameAsSource' },
      { kind: 'none' },
      { kind: 'byRelativeName' },
    ),
    text.map((value) => ({ kind: 'set', value }) as const),
  );
  const type = fc.constantFrom<MigrationMapping['type']>(
    'User',
    'Computer',
    'LocalGroup',
    'GlobalGroup',
    'UniversalGroup',
    'UNCPath',
    'Unknown',
  );
  const table = fc.uniqueArray(fc.record({ type, source: text, destination }), {
    selector: (each) => each.source.toUpperCase(),
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(table, async (mappings) => {
      await writeMigrationTable(tableFile(), mappings);
      expect(await readMigrationTable(tableFile())).toEqual(mappings);
    }),
    // Line ends of XML 1.1 are none in 1.0, and U+FFFD is a character like others.
    {
      numRuns: 20,
      examples: [
        [[{ type: 'User', source: 'a\u2028b\u0085c', destination: { kind: 'set', value: 'd\ufffde' } }]],
      ],
    },
  );
});

const none = '<DestinationNone/>';

test.each([
  ['an unknown type', mapping('Group', 'a', none), 'unknownType', 0xc0230b14, /"Group"; known are User/],
  [
    'a source twice',
    mapping('User', 'a', none) + mapping('Unknown', 'A', none),
    'duplicate',
    0xc0230af8,
    /"A" is mapped more/,
  ],
  [
    'no destination',
    mapping('User', 'a', ''),
    'destination',
    0xc0230b18,
    /mapping 1 of "a" has no destination/,
  ],
  [
    'two destinations',
    mapping('User', 'a', none + none.replace('None', 'SameAsSource')),
    'destination',
    0xc0230b18,
    /more than one/,
  ],
  [
    'an empty destination',
    mapping('User', 'a', '<Destination/>'),
    'destination',
    0xc0230b18,
    /use DestinationNone/,
  ],
  [
    'no source',
    `<Mapping><Type>User</Type>${none}</Mapping>`,
    'missing',
    0xc0230b0d,
    /mapping 1 has no Source/,
  ],
  ['an empty source', mapping('User', ' ', none), 'malformed', 0xc0230b0d, /empty source/],
  ['a document type', '<!DOCTYPE x>', 'hostile', 0x8007000d, /document type/],
] as const)('%s', async (_name, content, kind, hresult, message) => {
  const error = await formatError(readMigrationTable(save(content)), kind);
  expect(error.message).toMatch(message);
  expect(error.hresult).toBe(hresult);
});

test('another namespace is refused and not read as an empty table', async () => {
  const error = await formatError(readMigrationTable(save(mapping('User', 'a', none), 'urn:x')), 'schema');
  expect(error.hresult).toBe(0xc0230b0d);
  expect(error.message).toContain('Migration Table Editor');
});

test('a table that is not there', async () => {
  expect((await formatError(readMigrationTable(tableFile()), 'missing')).file).toBe(tableFile());
});

test('a write that is refused leaves the table as it was', async () => {
  save('');
  const before = fs.readFileSync(tableFile());
  const same: MigrationMapping = { type: 'User', source: 'a', destination: { kind: 'none' } };
  await formatError(writeMigrationTable(tableFile(), [same, same]), 'duplicate');
  await formatError(writeMigrationTable(tableFile(), [{ ...same, source: '\0' }]), 'unwritable');
  expect(fs.readFileSync(tableFile())).toEqual(before);
  expect(fs.readdirSync(temporary())).toEqual(['a.migtable']);
});
