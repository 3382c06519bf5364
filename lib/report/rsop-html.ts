import type { FilterReason, RsopHalf, RsopResults } from '../mock/rsop/results';
import { HtmlPage } from './html-page';
import { plainTime } from './xml-builder';

const reasons: Readonly<Record<FilterReason, string>> = {
  notFound: 'The GPO does not exist',
  disabledGpo: 'This half of the GPO is disabled',
  emptyGpo: 'Empty',
  securityFiltering: 'Access denied (security filtering)',
  wmiFilter: 'False WMI filter',
};

/** The HTML report of RSoP: for each half its SOM, the applied and the denied GPOs, and the groups that counted. */
export function rsopReportHtml(results: RsopResults): string {
  const title = results.mode === 'logging' ? 'Group Policy results' : 'Group Policy modelling';
  const page = new HtmlPage(title);
  page.heading(1, title);
  page.note(`Data collected on ${plainTime(results.created)}Z.`);
  half(page, 'Computer', results.computer);
  half(page, 'User', results.user);
  return page.toString();
}

function half(page: HtmlPage, name: string, results: RsopHalf | undefined): void {
  page.heading(2, name);
  if (!results) {
    page.note('Left out of this query.');
    return;
  }
  page.add(
    page.pairs([
      ['Name', results.name],
      ['Domain', results.domain],
      ['Organisational unit', results.som.canonicalName],
      ['Site', results.site],
      ['Slow link', results.slowLink ? 'Yes' : 'No'],
      ['Loopback', results.loopback],
    ]),
  );
  page.heading(3, 'Applied GPOs, the last one wins');
  page.table(
    ['Order', 'Name', 'Link location', 'Enforced', 'GUID'],
    results.gpos
      .filter((entry) => entry.applied)
      .map((entry) => [
        String(entry.appliedOrder),
        entry.name,
        entry.som.canonicalName,
        entry.link.link.enforced ? 'Yes' : 'No',
        entry.id,
      ]),
    'No GPO is applied.',
  );
  page.heading(3, 'Denied GPOs');
  page.table(
    ['Name', 'Link location', 'Reason'],
    results.gpos
      .filter((entry) => entry.reason)
      .map((entry) => [entry.name, entry.som.canonicalName, reasons[entry.reason!]]),
    'No GPO is denied.',
  );
  page.heading(3, 'Security group membership');
  page.table(
    ['Group', 'SID'],
    results.groups.map((group) => [group.name, group.sid]),
    'No groups are known.',
  );
}
