import { at, isObject, type JsonObject, stringAt } from "./json";

const MOST_COLUMNS = 500;

/** The row as an object that has the names of the columns. */
function rowObject(columns: readonly unknown[], row: unknown): JsonObject {
  const values: readonly unknown[] = Array.isArray(row) ? row : [];
  const named = columns
    .slice(0, MOST_COLUMNS)
    .map((column, i) => [stringAt(column, "name"), values[i]]);
  return Object.fromEntries(named.filter(([name]) => name !== undefined)) as JsonObject;
}

/**
 * The rows of what the API of Azure Monitor answers to a query; undefined where a value is no such
 * answer. https://learn.microsoft.com/en-us/azure/azure-monitor/logs/api/response-format
 */
export function rowsOf(value: JsonObject): readonly JsonObject[] | undefined {
  const tables = at(value, "tables");
  if (!Array.isArray(tables)) return undefined;
  return tables.filter(isObject).flatMap((table) => {
    const { columns, rows } = table;
    return Array.isArray(columns) && Array.isArray(rows)
      ? rows.map((row) => rowObject(columns, row))
      : [];
  });
}
