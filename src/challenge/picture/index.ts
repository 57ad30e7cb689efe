/** Pictures of prizes and gifts: read strictly, written anew from what draws, kept with the other rows. */
export { MOST_PICTURE_BYTES } from "./clean-picture.ts";
export { copyPictures, createPictures, type PictureSubject, type Pictures, pictureAddresses } from "./pictures.ts";
