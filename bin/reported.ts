import { problemOf } from "./aws-problem";
import { exitCode } from "./exit-code";

/**
 * Does what needs AWS: what AWS says, or the lack of an answer, becomes one line and exit status 1.
 *
 * @param needs what the command must be allowed
 * @param work tells what went wrong, if anything
 */
export async function reported(
  command: string,
  needs: string,
  work: () => Promise<string | undefined>,
): Promise<void> {
  let problem: string | undefined;
  try {
    problem = await work();
  } catch (error) {
    problem = problemOf(error, needs);
    if (problem === undefined) throw error;
  }
  if (problem === undefined) return;
  process.stderr.write(`${command}: ${problem}\n`);
  process.exitCode = exitCode.unreadable;
}
