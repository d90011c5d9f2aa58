const ARN =
  /^arn:aws[\w-]*:secretsmanager:([a-z0-9-]+):(\d{12}):secret:[\w/+=.@-]+-[A-Za-z0-9]{6}$/;
/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
const NAME = /^[\w/+=.@-]{1,512}$/;

/** Whether it is meant as an ARN, right or wrong. */
export const isSecretArn = (text: string): boolean => text.startsWith("arn:");

/**
 * What is wrong with the name of a secret and what to give instead, if anything is wrong.
 *
 * @param example a name as it may be
 */
export function secretNameProblem(value: string, example: string): string | undefined {
  if (isSecretArn(value)) {
    return ARN.test(value)
      ? undefined
      : "give the whole ARN, with the six letters that AWS has put behind the name, or the name alone";
  }
  return NAME.test(value)
    ? undefined
    : `give the name or the ARN of a secret in Secrets Manager, such as ${example}`;
}

/** The Region in a secret's ARN; undefined for a name, which is one of the stack's own Region. */
export const regionOfSecret = (secret: string): string | undefined => ARN.exec(secret)?.[1];
