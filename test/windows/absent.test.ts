import type { AbsentReport } from './clients/absent';
import { runClient } from './support/client';
import { unregisterServer } from './support/server';
import { describeInWine } from './support/wine';

describeInWine('a Windows without Group Policy Management', () => {
  let report: AbsentReport;

  beforeAll(async () => {
    unregisterServer();
    report = (await runClient<AbsentReport>('absent', [])).report;
  }, 180_000);

  test.each(['auto', 'com'] as const)('is told of by name, with backend %s', (backend) => {
    expect(report[backend]).toMatchObject({
      name: 'GpmError',
      code: 'REGDB_E_CLASSNOTREG',
      hresult: 0x80040154,
    });
  });

  test.each(['auto', 'com'] as const)('is told how to get it, with backend %s', (backend) => {
    expect(report[backend].message).toContain(
      'Add-WindowsCapability -Online -Name Rsat.GroupPolicy.Management.Tools',
    );
    expect(report[backend].message).toContain('Install-WindowsFeature GPMC');
  });
});
