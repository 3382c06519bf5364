// Reads the trace of GPMC_TRACE=1 and says what it shows.

/** The events of a trace, each with its fields as text; lines of other origin are passed over. */
export function parseTrace(text) {
  return text
    .split(/\r?\n/)
    .filter((line) => line.startsWith('gpmc trace '))
    .map((line) =>
      Object.fromEntries([...line.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value])),
    );
}

const unique = (values) => [...new Set(values)].join(', ') || 'none';
const hex = (hresult) => `0x${(hresult >>> 0).toString(16).toUpperCase().padStart(8, '0')}`;
const milliseconds = (value) => `${Number(value).toFixed(1)} ms`;

/** The events of one operation, sorted by what they are. */
function operationOf(events, number) {
  const own = events.filter((event) => event.operation === number);
  const first = (kind) => own.find((event) => event.event === kind);
  return {
    call: first('call'),
    returned: first('return'),
    posted: first('posted'),
    released: first('released'),
    cancelling: first('cancelling'),
    cancelled: first('cancelled'),
    statuses: own.filter((event) => event.event === 'status'),
  };
}

function describeGaps(statuses) {
  const gaps = statuses.slice(1).map(({ ms }, i) => ms - statuses[i].ms);
  return gaps.length === 0
    ? 'none'
    : `${milliseconds(Math.min(...gaps))} … ${milliseconds(Math.max(...gaps))}`;
}

function describeStatuses({ call, returned, statuses }) {
  const elsewhere = statuses.filter((status) => status.thread !== call.thread);
  const early = statuses.filter((status) => Number(status.ms) < Number(returned.ms));
  const steps = statuses.map(({ numerator, denominator }) => `${numerator}/${denominator}`);
  const numerators = statuses.map(({ numerator }) => Number(numerator));
  const monotone = numerators.every((value, i) => i === 0 || value >= numerators[i - 1]);
  const last = statuses.at(-1);
  return [
    ['Status: calls', `${statuses.length}: ${steps.slice(0, 12).join(' ')}${steps.length > 12 ? ' …' : ''}`],
    ['Status: numerators', monotone ? 'never fall' : 'fall at times'],
    ['Status: time between calls', describeGaps(statuses)],
    ['Status: ends with N/N', last && last.numerator === last.denominator ? `yes, ${last.hresult}` : 'no'],
    ['Status: on the thread of the call', `${statuses.length - elsewhere.length} of ${statuses.length}`],
    ['Status: apartments', unique(statuses.map(({ apartment }) => apartment))],
    ['Status: through', unique(statuses.map(({ via }) => via))],
    ['Status: before the method returned', `${early.length} of ${statuses.length}`],
    ['Status: pResult before the end', unique(statuses.slice(0, -1).map(({ result }) => result))],
    ['Status: pResult at the end', last?.result ?? 'none'],
    ['Status: messages', unique(statuses.map(({ messages }) => messages))],
  ];
}

/** Pairs of question and answer, from the events and from how the runs ended for their caller. */
export function describeRuns(events, outcomes) {
  const numbers = events.filter(({ event }) => event === 'call').map(({ operation }) => operation);
  const [plain, cancelled, one, two] = numbers.map((number) => operationOf(events, number));
  const [plainEnd, cancelledEnd, oneEnd, twoEnd, reentrantEnd] = outcomes;
  const activated = events.find(({ event }) => event === 'activated');
  const last = plain.statuses.at(-1);
  const after = cancelled.cancelled
    ? cancelled.statuses.filter(({ ms }) => Number(ms) > Number(cancelled.cancelled.ms))
    : [];
  return [
    ['First object', activated ? activated.object : 'a mock'],
    ['Apartment of the calls', plain.call.apartment],
    ['Object of the operation', plain.call.object],
    ['Method returns after', milliseconds(plain.returned.ms - plain.call.ms)],
    ['Work goes on after the return', last && Number(last.ms) > Number(plain.returned.ms) ? 'yes' : 'no'],
    ['IGPMResult at the return', plain.returned.result],
    ['pvarGPMCancel', plain.returned.cancel],
    ['References to the sink at the return', plain.posted.references],
    [
      'Sink released',
      plain.released ? `${milliseconds(plain.released.ms - plain.call.ms)} after the call` : 'not seen',
    ],
    ...describeStatuses(plain),
    ['Ended for the caller', `${plainEnd.state}, ${hex(plainEnd.hresult)}`],
    ...(cancelled.cancelled
      ? [
          ['Cancel: HRESULT', cancelled.cancelled.hresult],
          ['Cancel: took', milliseconds(cancelled.cancelled.ms - cancelled.cancelling.ms)],
          ['Cancel: Status calls after it', String(after.length)],
          ['Cancel: last Status', cancelled.statuses.at(-1)?.hresult ?? 'none'],
        ]
      : [['Cancel', 'not called: the operation had ended, or gave no cancel object']]),
    [
      'Cancel: ended for the caller',
      `${cancelledEnd.state}, ${cancelledEnd.code ?? hex(cancelledEnd.hresult)}`,
    ],
    ['Cancel: files left in the folder', String(cancelledEnd.left)],
    [
      'Two at once',
      `${overlap(one, two) ? 'at the same time' : 'one after the other'}: ${oneEnd.state}, ${twoEnd.state}`,
    ],
    [
      'A call while one runs',
      `answered after ${milliseconds(reentrantEnd.during.ms)}, the operation then ${reentrantEnd.during.state}`,
    ],
    ['Messages', unique(outcomes.flatMap(({ messages = [] }) => messages.map(describeMessage)))],
  ];
}

/** The codes of a message, which Microsoft has names for and no numbers. */
function describeMessage({ operationCode, errorCode, message }) {
  return `${hex(operationCode)} (${hex(errorCode)}): ${message}`;
}

/** What one backup shows of the VARIANT in which the server got its IGPMAsyncProgress. */
export function describeProgress({ events, outcomes: [end] }) {
  const [number] = events.filter(({ event }) => event === 'call').map(({ operation }) => operation);
  const { returned, statuses, posted } = operationOf(events, number);
  const ended = `${end.state}, ${end.code ?? hex(end.hresult)}`;
  return `method ${returned.hresult}, sink ${posted.references === '0' ? 'not kept' : 'kept'}, ${statuses.length} Status calls, ${ended}`;
}

/** Whether the second was under way before the first had made its last Status call. */
function overlap(one, two) {
  const end = one.statuses.at(-1)?.ms ?? one.returned.ms;
  const start = two.statuses[0]?.ms ?? two.call.ms;
  return Number(start) < Number(end);
}
