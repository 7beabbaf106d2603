// The same bytes are read by golden_test.cpp with the host's readers.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { agentLine } from '../agent/src/host-link/agent-line.ts';
import type { HostVerb } from '../agent/src/host-link/agent-line.ts';
import { parseHostLine } from '../agent/src/host-link/host-line.ts';
import { createLineSplitter } from '../agent/src/host-link/line-splitter.ts';

type Row = Readonly<Record<string, string | number | boolean>>;

const golden = (name: string): Row[] => JSON.parse(readFileSync(new URL(`golden/${name}.json`, import.meta.url), 'utf8')) as Row[];
const text = (row: Row, name: string): string => String(row[name] ?? '');
const bytes = (row: Row, name: string): Buffer => Buffer.from(text(row, name), 'hex');
const parses = (json: string): boolean => {
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
};

/** What a line of the host must be read as. */
function hostLineOf(row: Row): object {
  const { utcMs, monotonicMs, utcOffsetMinutes } = row;
  const stamp = utcMs === undefined ? {} : { stamp: { utcMs, monotonicMs, utcOffsetMinutes } };
  const account = row.sid === undefined ? {} : { windowsSid: row.sid, windowsAccount: bytes(row, 'account').toString('utf8') };
  const { kind, number, event, sessionId, source, connection, processId, id, ok } = row;
  switch (kind) {
    case 'begin': return { kind, bootId: row.bootId, ...stamp };
    case 'caught-up': return { kind, ...stamp };
    case 'session': return { kind, number, event, sessionId, source, ...stamp, ...account };
    case 'power': return { kind, number, event, ...stamp };
    case 'heartbeat': return { kind, number, ...stamp };
    case 'stop': return { kind, number, reason: row.preshutdown === true ? 'preshutdown' : 'stop', past: row.past, ...stamp };
    case 'open': return { kind, connection, client: row.console === true ? 'console' : 'logon', processId, sessionId, ...account };
    case 'payload': return { kind, connection, text: row.json };
    case 'close': return { kind, connection };
    case 'answer': return { kind, id, ok, payload: bytes(row, 'bytes') };
    default: return { kind, id, withinMs: Number(row.seconds) * 1_000 };
  }
}

function agentLineOf(row: Row): string {
  const number = Number(row.number);
  switch (row.kind) {
    case 'ready': return agentLine.ready();
    case 'kept': return agentLine.kept(number);
    case 'payload': return agentLine.payload(number, JSON.parse(text(row, 'json')) as object);
    case 'close': return agentLine.close(number);
    case 'question': return agentLine.question(number, text(row, 'verb') as HostVerb, bytes(row, 'bytes'));
    default: return agentLine.drained(number, Number(row.unsent));
  }
}

describe('the wire between host and agent', () => {
  test.each(golden('flat-json').filter((row) => row.read === true))('when the JSON text "$name" is read, then it is written as the host writes it', (row) => {
    expect(JSON.stringify(JSON.parse(bytes(row, 'text').toString('utf8')))).toBe(bytes(row, 'canonical').toString('utf8'));
  });

  test.each(golden('flat-json').filter((row) => row.jsonParses !== undefined))('when the host refuses "$name", then it is known whether JSON does too', (row) => {
    expect(parses(bytes(row, 'text').toString('utf8'))).toBe(row.jsonParses);
  });

  test.each(golden('flat-json').filter((row) => row.notUtf8 === true))('when the bytes are "$name", then the agent does not read them either', (row) => {
    expect(createLineSplitter()(Buffer.concat([bytes(row, 'text'), Buffer.from('\n')]))).toEqual([{ ok: false, reason: 'not-utf8' }]);
  });

  test.each(golden('lines'))('when the pieces of "$name" come in, then the lines are those', (row) => {
    const split = createLineSplitter(Number(row.limit));
    const lines = text(row, 'chunks').split(',').flatMap((chunk) => split(Buffer.from(chunk, 'hex')));
    expect(lines.map((line) => (line.ok ? `ok:${Buffer.from(line.text).toString('hex')}` : line.reason)).join(',')).toBe(row.lines);
  });

  test.each(golden('host-lines'))('when the host says "$line", then the agent understands it', (row) => {
    expect(parseHostLine(text(row, 'line'))).toEqual(hostLineOf(row));
  });

  test.each(golden('agent-lines'))('when the agent says "$line", then it is what the host expects', (row) => {
    expect(agentLineOf(row)).toBe(row.line);
  });
});
