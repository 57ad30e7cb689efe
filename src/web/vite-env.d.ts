declare module "*.css";
declare module "*.module.css" {
  const classes: Readonly<Record<string, string>>;
  // biome-ignore lint/style/noDefaultExport: this is the shape Vite gives to CSS modules
  export default classes;
}
declare module "*?worker&url" {
  const url: string;
  // biome-ignore lint/style/noDefaultExport: this is the shape Vite gives to worker addresses
  export default url;
}
declare module "*?sharedworker&url" {
  const url: string;
  // biome-ignore lint/style/noDefaultExport: this is the shape Vite gives to worker addresses
  export default url;
}
declare module "*.wasm?url" {
  const url: string;
  // biome-ignore lint/style/noDefaultExport: this is the shape Vite gives to addresses of files
  export default url;
}
