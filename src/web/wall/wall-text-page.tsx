export function WallTextPage() {
  return <main />;
}
