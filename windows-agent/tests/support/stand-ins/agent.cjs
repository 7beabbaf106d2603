// Stands in for the agent where only the host is tested: keeps every line at once, accepts the code 123456, and answers `state`
// only after the host has answered a question of its own.
const { createInterface } = require('node:readline');

const say = (line) => process.stdout.write(`${line}\n`);
const waiting = new Map();
let asked = 0;

const answer = (connection, message) => say(`P ${connection} ${JSON.stringify(message)}`);

function payload(connection, { id, t, code, hold }) {
  if (t === 'check') return answer(connection, { v: 1, id, t: 'verdict', outcome: code === '123456' ? 'accepted' : 'refused' });
  // Never answered.
  if (t === 'state' && hold === true) return undefined;
  if (t !== 'state') return answer(connection, { v: 1, id, t: 'error', message: 'unknown-type' });
  asked += 1;
  waiting.set(asked, () => answer(connection, { v: 1, id, t: 'state' }));
  say(`Q ${asked} posture `);
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const [letter, first] = line.split(' ');
  if ('BSWHTE'.includes(letter)) process.stderr.write(`${line}\n`);
  if (letter === 'B') say('R');
  if ('SWHT'.includes(letter)) say(`K ${first}`);
  if (letter === 'T' && !line.endsWith(' past')) process.exit(0);
  if (letter === 'P') payload(Number(first), JSON.parse(line.slice(line.indexOf('{'))));
  if (letter === 'A') waiting.get(Number(first))?.();
}).on('close', () => process.exit(0));
