import fs from 'node:fs';
import path from 'node:path';
import { readBackup } from '../../lib/backups/read-backup';
import { writeBackup } from '../../lib/backups/write-backup';
import { limits } from '../../lib/files/limits';
import { backupSecurity } from '../../lib/security/security-descriptor';
import { emptyDescriptor, makeBackup, useTemporaryDirectory } from './support';

/** Damage that a backup is read in spite of. */
const temporary = useTemporaryDirectory();
let folder: string;

beforeEach(async () => {
  folder = await writeBackup(temporary(), makeBackup(), { durable: false });
});

function edit(name: string, change: (text: string) => string): void {
  const file = path.join(folder, name);
  fs.writeFileSync(file, change(fs.readFileSync(file, 'utf8')));
}

test('the report is UTF-8 where its bytes are, whatever it declares', async () => {
  const file = path.join(folder, 'gpreport.xml');
  const text = fs.readFileSync(file, 'utf16le').slice(1).replace('/>', '><Name>Größe</Name></GPO>');
  fs.writeFileSync(file, text);
  expect((await readBackup(folder)).report).toBe(text);
});

test.each([
  ['half a byte', '01 0', /white space between/],
  ['bytes without white space between', '01000480', /white space between/],
  ['nothing', '', /white space between/],
  ['more than there can be', '00 '.repeat(limits.securityDescriptorSize + 1), /larger than/],
])('a security descriptor of %s is a fact of a backup that is read', async (_name, text, reason) => {
  edit('Backup.xml', (xml) => xml.replace(/(?<=<SecurityDescriptor>)[^<]*/, text));
  const backup = await readBackup(folder);
  expect(backup.content.securityDescriptor).toHaveLength(0);
  expect(backup.securityDescriptorError?.message).toMatch(reason);
  expect(() => backupSecurity(backup)).toThrow(reason);
});

test.each([
  ['cut off', '01 00 04 80 00 00 00 00', /8 bytes are too few/],
  ['of another revision', `02 00 04 80${' 00'.repeat(16)}`, /revision 1, not 2/],
  ['not self-relative', `01 00 04 00${' 00'.repeat(16)}`, /self-relative/],
])('a security descriptor that is %s', async (_name, text, reason) => {
  edit('Backup.xml', (xml) => xml.replace(/(?<=<SecurityDescriptor>)[^<]*/, text));
  const backup = await readBackup(folder);
  expect(Buffer.from(backup.content.securityDescriptor).toString('hex')).toBe(text.replaceAll(' ', ''));
  expect(() => backupSecurity(backup)).toThrow(reason);
});

test('line breaks between the bytes of a security descriptor', async () => {
  edit('Backup.xml', (xml) =>
    xml.replace(/(?<=<SecurityDescriptor>)[^<]*/, (bytes) => `\r\n\t${bytes.replaceAll(' ', ' \r\n\t  ')}\n`),
  );
  expect((await readBackup(folder)).content.securityDescriptor).toEqual(emptyDescriptor);
});
