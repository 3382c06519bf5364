import type { RsopSubject, RsopSubjectGpo, RsopSubjectHalf } from '../../report/rsop-subject';
import type { ReportSubject, ReportWarning, SettingsSubject } from '../../report/subject';
import { displayNameOf } from '../../security/principal-directory';
import { domainOfSid } from '../../security/sid';
import type { RsopGpo, RsopHalf, RsopResults } from '../rsop/results';
import type { GpoState } from '../state/gpo-state';
import { isLinkTo } from '../state/som';

type Warn = (warning: ReportWarning) => void;

/** What the report of a live GPO is made from. As in GPMC's, the links are those of its own domain, not those of sites. */
export function gpoSubject(gpo: GpoState, readTime: Date, warn: Warn): ReportSubject {
  const { domain } = gpo;
  const links = [domain.som, ...domain.ous].flatMap((som) =>
    som.links
      .filter((link) => isLinkTo(link, gpo))
      .map((link) => ({
        somName: som.type === 'domain' ? domain.name.split('.')[0]! : som.name, // as GPMC's reports write a domain
        somPath: som.canonicalName,
        enabled: link.enabled,
        enforced: link.enforced,
      })),
  );
  // A domain that was built again has another SID; the DACL knows the one the GPO was made under.
  const admins = gpo.security.dacl?.find((ace) => /-512$/.test(ace.sid) && domainOfSid(ace.sid));
  return {
    ...settingsOf(gpo, warn),
    created: gpo.created,
    modified: gpo.modified,
    readTime,
    security: gpo.security,
    domainSid: (admins && domainOfSid(admins.sid)) ?? domain.sid,
    filter: gpo.wmiFilter,
    links,
  };
}

/** What the report of RSoP is made from. */
export function rsopSubject({ mode, created, computer, user }: RsopResults, warn: Warn): RsopSubject {
  return {
    mode,
    created,
    computer: computer && halfSubject(computer, 'computer', warn),
    user: user && halfSubject(user, 'user', warn),
  };
}

function halfSubject(half: RsopHalf, kind: 'computer' | 'user', warn: Warn): RsopSubjectHalf {
  const { name, domain, som, site, groups, slowLink, loopback } = half;
  return {
    name,
    domain,
    somPath: som.canonicalName,
    site,
    groups,
    searched: half.searched.map((searched) => ({
      somPath: searched.som.canonicalName,
      type: searched.som.type,
      order: searched.order,
      blocksInheritance: searched.som.blockInheritance,
      blocked: searched.blocked,
    })),
    gpos: half.gpos.map((entry) => linkedGpo(entry, kind, warn)),
    slowLink,
    loopback,
  };
}

function linkedGpo(entry: RsopGpo, kind: 'computer' | 'user', warn: Warn): RsopSubjectGpo {
  const { id, name, domain, som, gpo, applied, reason, appliedOrder } = entry;
  const { link, order } = entry.link;
  const computer = kind === 'computer';
  return {
    id,
    name,
    domain,
    link: { somPath: som.canonicalName, order, enabled: link.enabled, enforced: link.enforced },
    applied,
    reason,
    appliedOrder,
    found: gpo && {
      dsVersion: computer ? gpo.computerDsVersion : gpo.userDsVersion,
      sysvolVersion: computer ? gpo.computerSysvolVersion : gpo.userSysvolVersion,
      enabled: computer ? gpo.computerEnabled : gpo.userEnabled,
      filterName: gpo.wmiFilter?.name,
      settings: settingsOf(gpo, warn),
    },
  };
}

function settingsOf(gpo: GpoState, warn: Warn): SettingsSubject {
  const names = (sid: string): string | undefined =>
    displayNameOf(gpo.domain.forest.principals, sid, gpo.domain.name);
  return {
    content: gpo.content,
    names,
    known: gpo.report,
    warn: (warning) => warn({ ...warning, file: `${gpo.sysvol}\\${warning.file}` }),
  };
}
