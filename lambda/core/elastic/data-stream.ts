/** Equal to `event.dataset`; ECS forbids hyphens in both parts of a data stream's name. */
export const DATASET = "sms_pumping.finding";

/** The data stream of a namespace, named as ECS's `data_stream` fields ask: type, dataset, namespace. */
export const dataStreamOf = (namespace: string): string => `logs-${DATASET}-${namespace}`;
