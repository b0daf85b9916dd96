/**
 * Bytes of one file, and of all files of an import together. Source: the largest known export has 12 MB, most of it
 * trained models.
 */
export const MAX_IMPORT_BYTES = 64 * 1024 * 1024
export const MAX_IMPORT_FILES = 1000
/**
 * Levels of objects and lists in a JSON file, and in JSON inside a text of it: together less than a bot file may have.
 * Source: the known exports have 16.
 */
export const MAX_JSON_LEVELS = 60
export const MAX_INNER_LEVELS = 25
/** Characters of an expression or of a value of an entity. */
export const MAX_EXPRESSION_CHARS = 2000
/** Characters of an answer. */
export const MAX_ANSWER_CHARS = 20_000
/** Expressions, values and answers of an import together. */
export const MAX_ROWS = 500_000
