import fc from 'fast-check';
import { limits } from '../../lib/files/limits';
import {
  acesFor,
  defaultGpoSecurity,
  type GpoPermissionLevel,
  gpoPermissions,
  mayApply,
  withAces,
  withLevels,
} from '../../lib/security/permissions';
import { formatSddl, parseSddl } from '../../lib/security/sddl';
import {
  type Ace,
  formatSecurityDescriptor,
  parseSecurityDescriptor,
  type SecurityDescriptor,
} from '../../lib/security/security-descriptor';
import { isSid, sidFromBytes, sidToBytes } from '../../lib/security/sid';

const domainSid = 'S-1-5-21-1-2-3';
const dword = fc.nat({ max: 0xffff_ffff });
const sid = fc.array(dword, { minLength: 1, maxLength: 15 }).map((parts) => `S-1-5-${parts.join('-')}`);
const guid = fc.uuid();
const plainAce = fc.record({
  type: fc.constantFrom(0, 1, 2),
  flags: fc.nat({ max: 0x1f }),
  mask: dword,
  sid,
});
const objectAce = fc.record(
  {
    type: fc.constantFrom(5, 6, 7),
    flags: fc.nat({ max: 0x1f }),
    mask: dword,
    sid,
    objectType: guid,
    inheritedObjectType: guid,
  },
  { requiredKeys: ['type', 'flags', 'mask', 'sid'] },
);
const acl = fc.array(fc.oneof(plainAce, objectAce) as fc.Arbitrary<Ace>, { maxLength: 5 });
const descriptor = fc
  .record(
    { owner: sid, group: sid, dacl: acl, sacl: acl, dp: fc.boolean(), di: fc.boolean() },
    { requiredKeys: ['dp', 'di'] },
  )
  .map(
    ({ dp, di, ...parts }): SecurityDescriptor => ({
      ...parts,
      control: 0x8000 | (dp ? 0x1000 : 0) | (di ? 0x400 : 0) | (parts.dacl ? 4 : 0) | (parts.sacl ? 0x10 : 0),
    }),
  );

test('a SID comes back from its bytes', () => {
  fc.assert(fc.property(sid, (text) => isSid(text) && sidFromBytes(sidToBytes(text)) === text));
});

test('a security descriptor comes back from its bytes', () => {
  fc.assert(
    fc.property(descriptor, (value) => {
      expect(parseSecurityDescriptor(formatSecurityDescriptor(value))).toEqual(value);
    }),
  );
});

test('no bytes whatever make the reader throw anything but a RangeError', () => {
  const cut = descriptor.chain((value) => {
    const bytes = formatSecurityDescriptor(value);
    return fc.tuple(fc.constant(bytes), fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 }));
  });
  fc.assert(
    fc.property(cut, ([bytes, at, value]) => {
      for (const data of [
        bytes.slice(0, at),
        Uint8Array.from(bytes, (byte, i) => (i === at ? value : byte)),
      ]) {
        try {
          parseSecurityDescriptor(data);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }
    }),
  );
});

test('a security descriptor comes back from its SDDL', () => {
  const known = fc.record({
    type: fc.constantFrom(0, 1),
    flags: fc.constantFrom(0, 2, 0xa),
    mask: dword,
    sid: fc.constantFrom('S-1-5-11', `${domainSid}-512`, `${domainSid}-519`, `${domainSid}-1105`, 'S-1-1-0'),
  });
  fc.assert(
    fc.property(fc.array(known, { maxLength: 4 }), (dacl) => {
      const value = { control: 0x9004, owner: `${domainSid}-512`, dacl };
      expect(parseSddl(formatSddl(value, domainSid), domainSid)).toEqual(value);
    }),
  );
});

test.each(['', 'X', 'D:(A;;;;;WD', 'D:(A;;;;;ZZ)', 'D:(A;;QQ;;;WD)', 'D:(A;;;)', 'O:ZZ'])(
  'SDDL %p is refused',
  (text) => {
    expect(() => parseSddl(text, domainSid)).toThrow(RangeError);
  },
);

test.each(['O:', 'G:', 'D:', 'S:', 'O:SYD:', 'D:(A;;GA;;;WD)', '('])(
  'SDDL of %p and a million characters is refused in time linear in them, and not repeated',
  (start) => {
    for (const filling of [' ', '(', 'P', 'S:', 'O:', ';', '()', '\n(A;;']) {
      const text = `${start}${filling.repeat(900_000 / filling.length)}x`;
      let message = '';
      try {
        parseSddl(text, domainSid);
      } catch (error) {
        message = (error as Error).message;
      }
      expect(message).toMatch(/not a security descriptor in SDDL/);
      expect(message.length).toBeLessThan(400);
    }
    expect(() => parseSddl(`D:${'P'.repeat(limits.sddlLength)}`, domainSid)).toThrow(/at most/);
  },
);

test('the parts of SDDL', () => {
  expect(
    parseSddl(' O:SYG:S-1-5-18D:PAI(A;;GA;;;WD)(D;;GR;;;AN)S:AI(AU;SA;GA;;;WD) ', domainSid),
  ).toMatchObject({
    owner: 'S-1-5-18',
    group: 'S-1-5-18',
    dacl: [{ type: 0 }, { type: 1 }],
    sacl: [{ type: 2 }],
  });
  expect(parseSddl('O:D:NO_ACCESS_CONTROL', domainSid)).toEqual({ control: 0x8004, dacl: [] });
});

describe('delegation', () => {
  const security = defaultGpoSecurity(domainSid, domainSid);

  test('of a new GPO is what Windows gives it', () => {
    expect(gpoPermissions(security).map(({ sid: who, level }) => [who, level])).toEqual([
      ['S-1-5-11', 'apply'],
      [`${domainSid}-512`, 'editSecurityAndDelete'],
      [`${domainSid}-519`, 'editSecurityAndDelete'],
      ['S-1-5-9', 'read'],
      ['S-1-5-18', 'editSecurityAndDelete'],
    ]);
  });

  test('each level that is granted is read again', () => {
    for (const level of ['apply', 'read', 'edit', 'editSecurityAndDelete'] as const) {
      const trustee = { sid: `${domainSid}-1105`, denied: false, inheritable: true };
      const granted = withAces(security, acesFor({ ...trustee, level }));
      expect(withLevels(security, trustee, [level])).toEqual(granted);
      const lines = gpoPermissions(granted).filter((line) => line.sid === `${domainSid}-1105`);
      expect(lines).toEqual([
        { sid: `${domainSid}-1105`, level, denied: false, inherited: false, inheritable: true },
      ]);
      expect(withLevels(granted, trustee, [])).toEqual(security);
    }
  });

  test('an unusual mask is custom', () => {
    const odd = withAces(security, [{ type: 0, flags: 0, mask: 0x10, sid: 'S-1-5-4' }]);
    expect(gpoPermissions(odd).find((line) => line.sid === 'S-1-5-4')?.level).toBe('custom');
    expect(() => acesFor({ sid: 'S-1-5-4', level: 'custom', denied: false, inheritable: false })).toThrow(
      RangeError,
    );
  });

  describe('that changes leaves every other entry as it is, rights and order', () => {
    const trustee = { sid: 'S-1-5-4', denied: false, inheritable: true };
    const dacl = (text: string) => parseSddl(`D:${text}`, domainSid);
    const change = (text: string, levels: readonly GpoPermissionLevel[], who = trustee) =>
      formatSddl(withLevels(dacl(text), who, levels), domainSid);
    const apply = 'OA;CI;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;';

    test.each<[string, string, GpoPermissionLevel[], string]>([
      [
        'a level that goes up',
        `(A;;GA;;;SY)(A;;LCRPLORC;;;IU)(D;;WD;;;AN)(${apply};IU)(A;CI;LC;;;WD)`,
        ['apply', 'edit'],
        `(A;;GA;;;SY)(D;;WD;;;AN)(${apply};IU)(A;CI;LC;;;WD)(A;CI;CCDCLCRPWPRC;;;IU)`,
      ],
      [
        '"apply" that goes, from a level that stays',
        `(${apply};IU)(A;;CCDCLCRPWPLORC;;;IU)(A;;LC;;;WD)`,
        ['edit'],
        '(A;;CCDCLCRPWPLORC;;;IU)(A;;LC;;;WD)',
      ],
      [
        '"apply" that goes, and leaves "read"',
        `(A;;LCRPLORC;;;IU)(${apply};IU)`,
        ['read'],
        '(A;;LCRPLORC;;;IU)',
      ],
      ['"apply" that stood alone', `(${apply};IU)`, ['read'], '(A;CI;LCRPRC;;;IU)'],
      [
        '"apply" by way of all extended rights',
        '(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;IU)',
        ['editSecurityAndDelete'],
        '(A;;CCDCLCSWRPWPDTLOSDRCWDWO;;;IU)',
      ],
      [
        'the rights where "apply" stays',
        '(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;IU)(A;;LC;;;WD)',
        ['apply'],
        `(A;;LC;;;WD)(${apply};IU)(A;CI;LCRPRC;;;IU)`,
      ],
      [
        'a level beside a custom one',
        '(A;;WD;;;IU)(A;;LC;;;WD)',
        ['custom', 'read'],
        '(A;;WD;;;IU)(A;;LC;;;WD)(A;CI;LCRPRC;;;IU)',
      ],
      [
        'all levels: inherited and denying entries are not touched',
        `(D;;WD;;;IU)(A;;LCRPRC;;;IU)(A;CIIO;GA;;;IU)(A;ID;GA;;;IU)(A;;LC;;;WD)`,
        [],
        '(D;;WD;;;IU)(A;ID;GA;;;IU)(A;;LC;;;WD)',
      ],
      [
        'a level that stays, with its odd entries',
        '(A;;RC;;;IU)(A;;LC;;;WD)(A;CI;LCRP;;;IU)(A;CIIO;GA;;;IU)',
        ['read'],
        '(A;;RC;;;IU)(A;;LC;;;WD)(A;CI;LCRP;;;IU)(A;CIIO;GA;;;IU)',
      ],
    ])('%s', (_, before, levels, after) => {
      expect(change(before, levels)).toBe(`D:${after}`);
    });

    test('what denies, without what allows', () => {
      const before = `(OD;;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;;IU)(A;;LCRPRC;;;IU)`;
      expect(change(before, [], { ...trustee, denied: true })).toBe('D:(A;;LCRPRC;;;IU)');
    });

    test('and cannot grant a custom one', () => {
      expect(() => change('(A;;LC;;;WD)', ['custom'])).toThrow(RangeError);
    });
  });

  test('what is inherited is a line of its own', () => {
    const lines = gpoPermissions(parseSddl('D:(A;;LCRPRC;;;IU)(A;CIID;CCDCLCRPWPRC;;;IU)', domainSid));
    expect(lines.map(({ level, inherited }) => [level, inherited])).toEqual([
      ['read', false],
      ['edit', true],
    ]);
  });

  test('a denial of "apply" wins and stands first', () => {
    const member = new Set(['S-1-5-11', `${domainSid}-1105`]);
    expect(mayApply(security, member)).toBe(true);
    const denied = withAces(
      security,
      acesFor({ sid: `${domainSid}-1105`, level: 'apply', denied: true, inheritable: true }),
    );
    expect(denied.dacl?.[0]?.type).toBe(6);
    expect(mayApply(denied, member)).toBe(false);
    expect(mayApply(denied, new Set(['S-1-5-11']))).toBe(true);
  });
});

test('what is granted has the entries that GPMC’s console writes', () => {
  const granted = (level: 'apply' | 'read' | 'edit' | 'editSecurityAndDelete') => {
    const dacl = acesFor({ sid: 'S-1-5-11', level, denied: false, inheritable: true });
    return formatSddl({ control: 0x8004, dacl }, domainSid);
  };
  expect(granted('read')).toBe('D:(A;CI;LCRPRC;;;AU)');
  expect(granted('apply')).toBe('D:(OA;CI;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;;AU)(A;CI;LCRPRC;;;AU)');
  expect(granted('edit')).toBe('D:(A;CI;CCDCLCRPWPRC;;;AU)');
  expect(granted('editSecurityAndDelete')).toBe('D:(A;CI;CCDCLCSWRPWPDTLOSDRCWDWO;;;AU)');
});
