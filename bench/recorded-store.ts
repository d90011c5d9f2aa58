type Method = (...args: never[]) => Promise<unknown>;
type Methods<S> = Readonly<Record<keyof S, Method>>;

export interface Recorder<S> {
  /** The store itself; what it answers is kept. */
  readonly recording: S;
  /** A stub that gives those answers again in their order, to whoever asks in the same order. */
  readonly replayed: () => Promise<S>;
}

type Answers = readonly unknown[];

const mapped = <S extends Methods<S>>(store: S, to: (name: string, method: Method) => Method): S =>
  Object.fromEntries(
    Object.entries<Method>(store).map(([name, method]) => [name, to(name, method)]),
  ) as S;

function stub(answers: Answers, handOver: (answer: unknown) => unknown): Method {
  let next = 0;
  return () => {
    if (next === answers.length) throw new Error("the stub was asked more than was recorded");
    return Promise.resolve(handOver(answers[next++]));
  };
}

/**
 * Records what a store answers, so that a caller can be measured without the store's own work.
 *
 * @param handOver copies an answer, where the caller must not get the very object of last time
 */
export function recorder<S extends Methods<S>>(
  store: S,
  handOver: (answer: unknown) => unknown = (answer) => answer,
): Recorder<S> {
  const promisesOf = new Map<string, Promise<unknown>[]>();
  const recording = mapped(store, (name, method) => {
    const promises: Promise<unknown>[] = [];
    promisesOf.set(name, promises);
    return (...args) => {
      const answer = method(...args);
      promises.push(answer);
      return answer;
    };
  });
  const replayed = async (): Promise<S> => {
    const answersOf = new Map<string, Answers>();
    for (const [name, promises] of promisesOf) answersOf.set(name, await Promise.all(promises));
    return mapped(store, (name) => stub(answersOf.get(name) ?? [], handOver));
  };
  return { recording, replayed };
}
