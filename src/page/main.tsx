/**
 * The page: reads the document beside it and shows it.
 */
import './language.ts';
import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import './page.css';
import type { PageData } from '../report/page/page-data.ts';
import { App } from './app.tsx';
import { PrintedReport } from './printed-report.tsx';

const root = document.querySelector('#page');
const text = document.querySelector('#data')?.textContent ?? 'null';
const data = JSON.parse(text) as PageData | null;

if (root && data) {
  document.title = `${data.title} · vpcsim`;
  render(<App initial={data} />, root);
  const paper = document.createElement('div');
  paper.id = 'paper';
  document.body.append(paper);
  // What is printed is a document of its own, made when somebody prints.
  addEventListener('beforeprint', () => render(<PrintedReport data={data} />, paper));
  addEventListener('afterprint', () => render(null, paper));
} else if (root) {
  root.textContent = 'This file is a template: vpcsim puts a report into it.';
}
