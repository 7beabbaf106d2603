/** What a person proves at the logon screen (domain 2). */
export const factors = ['password', 'otp'] as const;
export type Factor = (typeof factors)[number];

/** One alternative of how a person logs on: one factor, or a pair asked in this order (認証方法). */
export interface LogonMethod {
  readonly first: Factor;
  readonly second?: Factor | undefined;
}

/** A user without a group chooses between the two factors (domain 3.3 item 2). */
export const noGroupMethods: readonly LogonMethod[] = [{ first: 'otp' }, { first: 'password' }];

/** A group starts with the password alone (domain 3.3 item 4). */
export const newGroupMethods: readonly LogonMethod[] = [{ first: 'password' }];

/** A Windows account that is tied to nobody keeps the logon of Windows itself. */
export const unlinkedMethods: readonly LogonMethod[] = [{ first: 'password' }];

/** The factors of a method in the order in which they are asked. */
export function stepsOf(method: LogonMethod): Factor[] {
  return method.second === undefined ? [method.first] : [method.first, method.second];
}

/** A method in one word, for comparing and for the log: "otp", "password+otp". */
export function methodWord(method: LogonMethod): string {
  return stepsOf(method).join('+');
}

export type MethodListFault =
  | { readonly kind: 'empty' }
  | { readonly kind: 'same-factor-twice'; readonly index: number }
  | { readonly kind: 'duplicate'; readonly index: number; readonly of: number };

/**
 * What is wrong with a list of alternatives, in order; nothing wrong: an empty list.
 * A list keeps at least one alternative, because a group without any could not log on.
 */
export function methodListFaults(methods: readonly LogonMethod[]): MethodListFault[] {
  if (methods.length === 0) return [{ kind: 'empty' }];
  const firstIndex = new Map<string, number>();
  const faults: MethodListFault[] = [];
  methods.forEach((method, index) => {
    if (method.first === method.second) faults.push({ kind: 'same-factor-twice', index });
    const word = methodWord(method);
    const earlier = firstIndex.get(word);
    if (earlier === undefined) firstIndex.set(word, index);
    else faults.push({ kind: 'duplicate', index, of: earlier });
  });
  return faults;
}
