// Has to be refused by the oldest compiler, with one error: an option of another type.
import type { BackupOptions } from 'gpmc';

export const options: BackupOptions = { comment: 1 };
