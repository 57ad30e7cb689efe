/**
 * The big screen: which scene it shows when, what staff makes it show, and which names of apps wait for somebody to
 * look at them before they are on it.
 */
export { judgeAgain } from "./judge-again.ts";
export type { ReleasedNames } from "./released-names.ts";
export { offeredScenes } from "./scene.ts";
export { isHeldName } from "./screen-name.ts";
export { NOBODY_YET, type People, type WallApp, type WallPicture } from "./wall-now.ts";
export { createWalls, type Walls } from "./walls.ts";
