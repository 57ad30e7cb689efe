import type { Json, StackFrame } from "../../model/index.ts";
import { type FieldReader, type Fields, folded, isVariant } from "./field-reader.ts";

/** One frame (2.7): a file or a class must be named. */
export function decodeFrame(source: Fields, read: FieldReader): StackFrame | undefined {
  let filename: string | undefined;
  let classname: string | undefined;
  let absPath: string | undefined;
  let fn: string | undefined;
  let module: string | undefined;
  let lineno: number | undefined;
  let colno: number | undefined;
  let libraryFrame: boolean | undefined;
  let contextLine: string | undefined;
  let preContext: readonly string[] | undefined;
  let postContext: readonly string[] | undefined;
  let vars: Json;
  for (const key in source) {
    const value = source[key];
    switch (key) {
      case "filename":
        filename = read.text(key, value);
        break;
      case "classname":
        classname = read.text(key, value);
        break;
      case "abs_path":
        absPath = read.text(key, value);
        break;
      case "function":
        fn = read.text(key, value);
        break;
      case "module":
        module = read.text(key, value);
        break;
      case "lineno":
        lineno = read.integer(key, value);
        break;
      case "colno":
        colno = read.integer(key, value);
        break;
      case "library_frame":
        libraryFrame = read.boolean(key, value);
        break;
      case "context_line":
        contextLine = read.text(key, value);
        break;
      case "pre_context":
        preContext = read.texts(key, value);
        break;
      case "post_context":
        postContext = read.texts(key, value);
        break;
      case "vars":
        vars = read.jsonObject(key, value);
        break;
      default:
        if (isVariant(key)) return decodeFrame(folded(source), read);
    }
  }
  // RUM v3 has no frame without a file.
  if (filename === undefined && read.speaksShort) return read.required("filename");
  if (filename === undefined && classname === undefined) return read.requiresOneOf("classname", "filename");
  return {
    filename,
    classname,
    absPath,
    function: fn,
    module,
    lineno,
    colno,
    libraryFrame,
    excludeFromGrouping: undefined,
    contextLine,
    preContext,
    postContext,
    vars,
  };
}

const LIBRARY = /node_modules|bower_components|~/;
const EXCLUDED = /^\/webpack/;

/** Frames from a browser, told apart by their file names: libraries, and what grouping leaves out (1.9). */
export function rumFrames(frames: readonly StackFrame[] | undefined): readonly StackFrame[] | undefined {
  return frames?.map((frame) => ({
    ...frame,
    libraryFrame: LIBRARY.test(frame.filename ?? "") || LIBRARY.test(frame.absPath ?? ""),
    excludeFromGrouping: EXCLUDED.test(frame.filename ?? ""),
  }));
}
