// The public API of gpmc/backups: compiled, never run, by consumers.test.ts.
import { expectTypeOf } from 'expect-type';
import type * as gpmc from 'gpmc';
import { GpmError, type ListedBackups, listBackups } from 'gpmc/backups';

expectTypeOf(listBackups).toEqualTypeOf<(directory: string) => Promise<ListedBackups>>();
expectTypeOf(GpmError).toEqualTypeOf<typeof gpmc.GpmError>();

export async function example(): Promise<string[]> {
  const { backups, problems } = await listBackups('backups');
  expectTypeOf(backups[0]!.timestamp).toEqualTypeOf<Date>();
  expectTypeOf(problems[0]!.error).toEqualTypeOf<GpmError>();
  return [...backups.map(({ id }) => id), ...problems.map(({ path }) => path)];
}
