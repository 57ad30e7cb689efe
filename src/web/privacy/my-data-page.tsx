export function MyDataPage() {
  return <main />;
}
