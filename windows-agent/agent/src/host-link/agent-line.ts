/** What the agent says to the host; one line each, see README.md of this folder. */
export const agentLine = {
  /** The agent has read `B`, recovered what a power cut left behind, and takes connections. */
  ready: () => 'R',
  /** The numbered line and everything before it is on disk. */
  kept: (number: number) => `K ${number}`,
  payload: (connection: number, message: object) => `P ${connection} ${JSON.stringify(message)}`,
  close: (connection: number) => `C ${connection}`,
  question: (id: number, verb: HostVerb, payload: Uint8Array) => `Q ${id} ${verb} ${Buffer.from(payload).toString('hex')}`,
  /** Answer to a drain: so many events are still unsent. */
  drained: (id: number, unsent: number) => `D ${id} ${unsent}`,
} as const;

/** What only the host can do; README.md of this folder has payloads and answers. */
export type HostVerb = 'seal' | 'unseal' | 'proxy' | 'sessions' | 'guard' | 'vault-forget' | 'posture';
