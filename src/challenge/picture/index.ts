/** Pictures of prizes and gifts: read strictly, written anew from what draws, kept with the other rows. */
export { copyPictures, createPictures, type Pictures, pictureAddresses } from "./pictures.ts";
