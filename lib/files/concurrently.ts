/** How much is under way at a time: enough to hide how long a disk or a share takes to answer. */
const atOnce = 16;

/** What is made of each item, in their order, some at a time. The first failure is that of the whole. */
export async function mapConcurrently<T, R>(
  items: readonly T[],
  make: (item: T) => Promise<R>,
): Promise<R[]> {
  const made = new Array<R>(items.length);
  const rest = items.entries();
  const work = async (): Promise<void> => {
    for (const [index, item] of rest) made[index] = await make(item);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return made;
}
