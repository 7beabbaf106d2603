// Clients of the host's pipes, told what to do over a loopback connection to the port given (Node under wine reads no pipe of Unix).
// Lines in: `open <name> <pipe>`, `send <name> <JSON>`, `close <name>`.
// Lines out: `<name> opened`, `<name> <JSON>`, `<name> failed`, `<name> closed`.
const { connect } = require('node:net');
const { createInterface } = require('node:readline');

const open = new Map();
const test = connect(Number(process.argv[2]), '127.0.0.1');
const say = (line) => test.write(`${line}\n`);

createInterface({ input: test }).on('line', (line) => {
  const [, command, name, rest = ''] = /^(\w+) (\S+) ?(.*)$/.exec(line);
  if (command === 'send') return open.get(name).write(`${rest}\n`);
  if (command === 'close') return open.get(name).destroy();
  const socket = connect(`\\\\.\\pipe\\Genkan.${rest}`);
  open.set(name, socket);
  socket.on('connect', () => say(`${name} opened`)).on('error', () => say(`${name} failed`)).on('close', () => say(`${name} closed`));
  createInterface({ input: socket }).on('line', (answer) => say(`${name} ${answer}`));
}).on('close', () => process.exit(0));
