// Run in a process of its own: prints the milliseconds that `require` of its argument takes.
const began = process.hrtime.bigint();
require(process.argv[2]!);
process.stdout.write(String(Number(process.hrtime.bigint() - began) / 1e6));
