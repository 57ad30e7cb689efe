export { en } from "./host-en.ts";
export { ko } from "./host-ko.ts";
