// Clients of the host's pipes, told what to do over a loopback connection to the port given (Node under wine reads no pipe of Unix).
// Lines in: `open <name> <pipe>`, `send <name> <JSON>`, `raw <name> <bytes>`, `close <name>`.
// Lines out: `<name> opened`, `<name> <JSON>`, `<name> failed`, `<name> closed`.
const { connect } = require('node:net');
const { createInterface } = require('node:readline');

const open = new Map();
const test = connect(Number(process.argv[2]), '127.0.0.1');
const say = (line) => test.write(`${line}\n`);

createInterface({ input: test }).on('line', (line) => {
  const [, command, name, what = ''] = /^(\w+) (\S+) ?(.*)$/.exec(line);
  if (command === 'send') return open.get(name).write(`${what}\n`);
  if (command === 'raw') return open.get(name).write(what);
  if (command === 'close') return open.get(name).destroy();
  const socket = connect(`\\\\.\\pipe\\Genkan.${what}`);
  open.set(name, socket);
  socket.on('connect', () => say(`${name} opened`)).on('error', () => say(`${name} failed`)).on('close', () => say(`${name} closed`));
  let rest = '';
  socket.setEncoding('utf8').on('data', (text) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop();
    for (const answer of lines) say(`${name} ${answer}`);
  });
}).on('close', () => process.exit(0));
