export function SurveyBuilderPage() {
  return <main />;
}
