const LOOPBACK: readonly string[] = ["127.0.0.1", "localhost", "[::1]"];

/** Whether a URL is of this machine: only there may a key travel over `http://`. */
export const isLoopback = ({ hostname }: URL): boolean => LOOPBACK.includes(hostname);
