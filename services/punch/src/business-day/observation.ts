/** Kinds of session events that tell about presence; the others take no part in a business day. */
export type ObservationKind =
  | 'logon'
  | 'logoff'
  | 'lock'
  | 'unlock'
  | 'switch-connect'
  | 'switch-disconnect'
  | 'shutdown'
  | 'sleep'
  | 'resume';

/** One session event of a person as the business day sees it. */
export interface Observation {
  /** Event id; the same id is the same fact, however often it arrives. */
  readonly id: string;
  readonly kind: ObservationKind;
  /** When it happened, in milliseconds since the epoch. */
  readonly at: number;
  readonly device: string;
  /** Windows session; null when the whole PC was meant. */
  readonly session: number | null;
  /** Number of the event on its PC. */
  readonly sequence: number;
  /** Whether the agent concluded it afterwards, so that its time is an estimate. */
  readonly inferred: boolean;
  /** Whether its time cannot be trusted; such an observation is kept and decides nothing. */
  readonly suspect: boolean;
}

const beginning: ReadonlySet<ObservationKind> = new Set<ObservationKind>(['logon', 'unlock', 'switch-connect']);
const ending: ReadonlySet<ObservationKind> = new Set<ObservationKind>(['logoff', 'lock', 'switch-disconnect']);

/** Whether the observation can be a punch: only the six kinds of the original can. */
export const canPunch = ({ kind }: Observation): boolean => beginning.has(kind) || ending.has(kind);

/** Whether the observation can open a business day. One that only ends presence cannot. */
export const canOpenDay = ({ kind }: Observation): boolean => beginning.has(kind);

/**
 * Order of a person's timeline: by time; at the same instant by PC and the PC's own counting. It is
 * total, so that a set of observations has one order, whatever order it arrived in.
 */
export function inTimelineOrder(a: Observation, b: Observation): number {
  return (
    a.at - b.at || compare(a.device, b.device) || a.sequence - b.sequence || compare(a.id, b.id)
  );
}

/** The observations as a set in timeline order: sorted, each id once. */
export function timelineOf(observations: readonly Observation[]): readonly Observation[] {
  return isTimeline(observations) ? observations : observations.toSorted(inTimelineOrder).filter(isNewId);
}

function isTimeline(observations: readonly Observation[]): boolean {
  return observations.every((observation, index) => {
    const previous = observations[index - 1];
    return previous === undefined || inTimelineOrder(previous, observation) < 0;
  });
}

/** Copies of an observation are equal, so they stand side by side once sorted. */
function isNewId(observation: Observation, index: number, sorted: readonly Observation[]): boolean {
  return sorted[index - 1]?.id !== observation.id;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
