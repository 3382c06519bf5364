import { HtmlPage } from './html-page';
import type { FilterReason, RsopSubject, RsopSubjectHalf } from './rsop-subject';
import { plainTime } from './xml-builder';

const reasons: Readonly<Record<FilterReason, string>> = {
  notFound: 'The GPO does not exist',
  disabledGpo: 'This half of the GPO is disabled',
  emptyGpo: 'Empty',
  securityFiltering: 'Access denied (security filtering)',
  wmiFilter: 'False WMI filter',
};

/** The HTML report of RSoP: for each half its SOM, the applied and the denied GPOs, and the groups that counted. */
export function rsopReportHtml(subject: RsopSubject): string {
  const title = subject.mode === 'logging' ? 'Group Policy results' : 'Group Policy modelling';
  const page = new HtmlPage(title);
  page.heading(1, title);
  page.note(`Data collected on ${plainTime(subject.created)}Z.`);
  addHalf(page, 'Computer', subject.computer);
  addHalf(page, 'User', subject.user);
  return page.toString();
}

function addHalf(page: HtmlPage, name: string, half: RsopSubjectHalf | undefined): void {
  page.heading(2, name);
  if (!half) {
    page.note('Left out of this query.');
    return;
  }
  page.add(
    page.pairs([
      ['Name', half.name],
      ['Domain', half.domain],
      ['Organisational unit', half.somPath],
      ['Site', half.site],
      ['Slow link', half.slowLink ? 'Yes' : 'No'],
      ['Loopback', half.loopback],
    ]),
  );
  page.heading(3, 'Applied GPOs, the last one wins');
  page.table(
    ['Order', 'Name', 'Link location', 'Enforced', 'GUID'],
    half.gpos
      .filter((entry) => entry.applied)
      .map((entry) => [
        String(entry.appliedOrder),
        entry.name,
        entry.link.somPath,
        entry.link.enforced ? 'Yes' : 'No',
        entry.id,
      ]),
    'No GPO is applied.',
  );
  page.heading(3, 'Denied GPOs');
  page.table(
    ['Name', 'Link location', 'Reason'],
    half.gpos
      .filter((entry) => entry.reason)
      .map((entry) => [entry.name, entry.link.somPath, reasons[entry.reason!]]),
    'No GPO is denied.',
  );
  page.heading(3, 'Security group membership');
  page.table(
    ['Group', 'SID'],
    half.groups.map((group) => [group.name, group.sid]),
    'No groups are known.',
  );
}
