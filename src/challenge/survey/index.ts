/**
 * The survey: what is asked in which version, answers saved one by one from phones that may be offline, visitors of a
 * shared tablet, and results in which nobody can be told apart.
 */
export { readAnswerTable } from "./answer-table.ts";
export { readProgress } from "./progress.ts";
export { createSurveys, type Surveys } from "./surveys.ts";
export { DEFAULT_SURVEY } from "./templates.ts";
export { readCurrent } from "./versions.ts";
export { moveAnswers } from "./visits.ts";
