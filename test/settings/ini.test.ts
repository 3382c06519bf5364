import fc from 'fast-check';
import { parseAudit } from '../../lib/settings/audit-csv';
import { mapRedirections } from '../../lib/settings/folder-redirection';
import { formatIni, iniEntry, parseIni, sectionEntries, withEntry } from '../../lib/settings/ini';
import { mapUncPaths, parseScripts } from '../../lib/settings/scripts-ini';
import { SecurityTemplate } from '../../lib/settings/security-template';

const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '[',
        ']',
        '=',
        ';',
        '"',
        ',',
        ' ',
        '\t',
        '\r',
        '\n',
        '\r\n',
        '\u2028',
        '\u0085',
        '\\\\s\\h',
      ),
      fc.constantFrom(
        '[Privilege Rights]\n',
        '[Group Membership]\n',
        '[Service General Setting]\n',
        '[Logon]\n',
      ),
      fc.constantFrom(
        '*S-1-5-32-544',
        'x__Members',
        '0CmdLine',
        '"a",2,"D:(A;;GA;;;S-1-5-11)"',
        '(',
        ')',
        'O:',
      ),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

test('what is not changed stays to the letter, whatever the text', () => {
  fc.assert(
    fc.property(text, (ini) => {
      const lines = parseIni(ini);
      expect(formatIni(lines)).toBe(ini);
      for (const line of lines) {
        const entry = iniEntry(line);
        if (entry) expect(withEntry(line, entry)).toEqual(line);
      }
      const template = SecurityTemplate.parse(ini);
      const same = template.mapPrincipals((each) => each).mapDescriptors((sid) => sid);
      expect(same.toString()).toBe(ini);
      expect(mapUncPaths(ini, (path) => path)).toBe(ini);
      expect(
        mapRedirections(
          ini,
          (sid) => sid,
          (path) => path,
        ),
      ).toBe(ini);
    }),
    { numRuns: 500 },
  );
});

test('sections, entries, comments and lines without a value', () => {
  const lines = parseIni('a=0\r\n[ One ] ; x\r\n a = b = c \r\n;d=e\n\nf\r[two]\rg=');
  expect(sectionEntries(lines, 'one')).toEqual([
    { name: 'a', value: 'b = c' },
    { name: 'f', value: '' },
  ]);
  expect(sectionEntries(lines, 'TWO')).toEqual([{ name: 'g', value: '' }]);
  expect(sectionEntries(lines, '')).toEqual([{ name: 'a', value: '0' }]);
});

describe('GptTmpl.inf', () => {
  const template = SecurityTemplate.parse(
    [
      '[System Access]',
      'MinimumPasswordLength = 14',
      '[Privilege Rights]',
      'SeDebugPrivilege = *S-1-5-32-544, CONTOSO\\ann',
      'SeNothing =',
      '[Group Membership]',
      '*S-1-5-32-555__memberof =',
      'Helpers__Members = *S-1-5-11',
      'no group = x',
      '[Service General Setting]',
      '"Spooler",4,"D:(A;;GA;;;S-1-5-11)(A;;GR;;;BA)"',
      'Themes, 2 ,""',
      '"only a name"',
      '; "comment",2,"D:(A;;GA;;;S-1-5-11)"',
      '[Registry Keys]',
      '"MACHINE\\a, b",0,"O:BAG:S-1-5-11D:PAR(A;CI;KA;;;S-1-5-11)S:(AU;;;;;S-1-5-11)"',
      '[File Security]',
      '"c:\\x",2,"O:S-1-5-11G:BAD:(XA;;;;;S-1-5-12;(@User.a == ""b""))"',
      '[Version]',
      'x = (A;;GA;;;S-1-5-11)',
    ].join('\r\n'),
  );

  test('as data', () => {
    expect(template.values('System Access')).toEqual([{ name: 'MinimumPasswordLength', value: '14' }]);
    expect(template.userRights()).toEqual([
      { right: 'SeDebugPrivilege', principals: ['S-1-5-32-544', 'CONTOSO\\ann'] },
      { right: 'SeNothing', principals: [] },
    ]);
    expect(template.restrictedGroups()).toEqual([
      { group: 'S-1-5-32-555', kind: 'MemberOf', principals: [] },
      { group: 'Helpers', kind: 'Members', principals: ['S-1-5-11'] },
    ]);
    expect(template.objectSecurity('Service General Setting')).toMatchObject([
      { name: 'Spooler', mode: '4', sddl: 'D:(A;;GA;;;S-1-5-11)(A;;GR;;;BA)' },
      { name: 'Themes', mode: '2', sddl: '' },
      { name: 'only a name', mode: '', sddl: '' },
    ]);
    expect(template.objectSecurity('Registry Keys')).toMatchObject([{ name: 'MACHINE\\a, b', mode: '0' }]);
  });

  test('descriptors are mapped where they stand, with owner and group and in every section that has them', () => {
    const settings: string[] = [];
    const mapped = template.mapDescriptors((sid, setting) => {
      settings.push(`${sid} ${setting}`);
      return sid === 'S-1-5-11' ? 'S-1-1-0' : sid;
    });
    const [spooler] = mapped.objectSecurity('Service General Setting');
    expect(spooler?.sddl).toBe('D:(A;;GA;;;S-1-1-0)(A;;GR;;;BA)');
    expect(mapped.objectSecurity('Registry Keys')[0]?.sddl).toBe(
      'O:BAG:S-1-1-0D:PAR(A;CI;KA;;;S-1-1-0)S:(AU;;;;;S-1-1-0)',
    );
    expect(mapped.objectSecurity('File Security')[0]?.sddl).toBe(
      'O:S-1-1-0G:BAD:(XA;;;;;S-1-5-12;(@User.a == ""b""))',
    );
    expect(mapped.toString()).toContain('; "comment",2,"D:(A;;GA;;;S-1-5-11)"');
    expect(mapped.toString()).toContain('x = (A;;GA;;;S-1-5-11)');
    expect(settings).toEqual([
      'S-1-5-11 Spooler',
      'S-1-5-11 MACHINE\\a, b',
      'S-1-5-11 MACHINE\\a, b',
      'S-1-5-11 MACHINE\\a, b',
      'S-1-5-11 c:\\x',
    ]);
  });

  test('a SID mapped to nothing takes its entry out', () => {
    const [spooler] = template.mapDescriptors(() => undefined).objectSecurity('Service General Setting');
    expect(spooler?.sddl).toBe('D:(A;;GR;;;BA)');
  });
});

describe('scripts.ini', () => {
  const ini = [
    '',
    '[Logoff]',
    '1Parameters=/b',
    '1CmdLine=b.cmd',
    '0CmdLine=\\\\s\\h\\a b.cmd ',
    '0Parameters="\\\\s\\h\\x" \\\\s\\h',
    '[Startup]',
    '0CmdLine=c.cmd',
    '; 1CmdLine=\\\\s\\h\\a b.cmd',
    '[Other]',
    '0CmdLine=d.cmd',
  ].join('\r\n');

  test('scripts by type and order', () => {
    expect(parseScripts(ini)).toEqual([
      { type: 'Startup', order: 0, command: 'c.cmd', parameters: '' },
      { type: 'Logoff', order: 0, command: '\\\\s\\h\\a b.cmd', parameters: '"\\\\s\\h\\x" \\\\s\\h' },
      { type: 'Logoff', order: 1, command: 'b.cmd', parameters: '/b' },
    ]);
  });

  test('paths are mapped where they stand, not in comments', () => {
    expect(mapUncPaths(ini, (path) => path.replace('\\\\s\\h', () => '\\\\new\\$&'))).toBe(
      ini
        .replace('0CmdLine=\\\\s\\h\\a', () => '0CmdLine=\\\\new\\$&\\a')
        .replace('"\\\\s\\h\\x" \\\\s\\h', () => '"\\\\new\\$&\\x" \\\\new\\$&'),
    );
  });
});

test('fdeploy.ini: principals and folders', () => {
  const ini =
    '[FolderStatus]\r\nDesktop=11\r\n[Desktop]\r\nS-1-1-0=\\\\s\\h\\a\r\n s-1-5-11 = \\\\s\\h\\b \r\n';
  const map = (who: string | undefined): string =>
    mapRedirections(
      ini,
      (sid) => (sid === 'S-1-1-0' ? who : sid),
      (path) => path.replace('\\\\s', '\\\\t'),
    );
  expect(map('S-1-5-4')).toBe(
    '[FolderStatus]\r\nDesktop=11\r\n[Desktop]\r\nS-1-5-4=\\\\t\\h\\a\r\n s-1-5-11 = \\\\t\\h\\b \r\n',
  );
  expect(map(undefined)).toBe('[FolderStatus]\r\nDesktop=11\r\n[Desktop]\r\n s-1-5-11 = \\\\t\\h\\b \r\n');
});

test('audit.csv in any language', () => {
  const csv =
    'Nom,Cible,Sous-catégorie,GUID,Inclus,Exclus,Valeur\r\n,Système,Ouverture,{0cce9215},Succès,,1\r\n\r\n';
  expect(parseAudit(csv)).toEqual([
    { target: 'Système', subcategory: 'Ouverture', guid: '{0cce9215}', value: '1' },
  ]);
});
