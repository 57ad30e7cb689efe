import * as claim from "./claim.ts";
import * as device from "./device.ts";
import * as draw from "./draw.ts";
import * as guide from "./guide.ts";
import * as host from "./host.ts";
import * as login from "./login.ts";
import * as picture from "./picture.ts";
import * as place from "./place.ts";
import * as privacy from "./privacy.ts";
import * as recap from "./recap.ts";
import * as scenes from "./scenes.ts";
import * as staff from "./staff.ts";
import * as survey from "./survey.ts";
import * as swag from "./swag.ts";
import * as ticket from "./ticket.ts";

/** The words of the event's pages, a file a folder of pages. */
export const challengeKo = {
  claim: claim.ko,
  picture: picture.ko,
  place: place.ko,
  ticket: ticket.ko,
  guide: guide.ko,
  survey: survey.ko,
  host: host.ko,
  staff: staff.ko,
  privacy: privacy.ko,
  login: login.ko,
  scenes: scenes.ko,
  swag: swag.ko,
  device: device.ko,
  draw: draw.ko,
  recap: recap.ko,
} as const;

export const challengeEn = {
  claim: claim.en,
  picture: picture.en,
  place: place.en,
  ticket: ticket.en,
  guide: guide.en,
  survey: survey.en,
  host: host.en,
  staff: staff.en,
  privacy: privacy.en,
  login: login.en,
  scenes: scenes.en,
  swag: swag.en,
  device: device.en,
  draw: draw.en,
  recap: recap.en,
} as const;
