/**
 * How cytoscape draws the map, in the colours of the page.
 */
import type { NodeSingular, StylesheetJson } from 'cytoscape';

export function mapStyle(): StylesheetJson {
  const css = getComputedStyle(document.documentElement);
  const colour = (name: string): string => css.getPropertyValue(`--${name}`).trim();
  const font = css.getPropertyValue('--font').trim();
  const box = (name: string) => ({
    'background-color': colour(`${name}-soft`),
    'border-color': colour(name),
  });
  return [
    {
      selector: 'node',
      style: {
        shape: 'round-rectangle',
        width: 'data(width)',
        height: 'data(height)',
        label: 'data(label)',
        'text-wrap': 'wrap',
        'text-max-width': 'data(width)',
        'text-valign': 'center',
        'text-halign': 'center',
        'font-family': font,
        'font-size': 11.5,
        'line-height': 1.25,
        color: colour('ink'),
        'background-color': colour('surface'),
        'border-width': 1,
        'border-color': colour('edge'),
        'overlay-opacity': 0,
        'min-zoomed-font-size': 5,
        'z-index-compare': 'manual',
        'z-index': (node: NodeSingular) => 10 + Number(node.data('depth')),
      },
    },
    {
      selector: 'node.open',
      style: {
        'z-index': (node: NodeSingular) => Number(node.data('depth')),
        'text-valign': 'top',
        'text-halign': 'center',
        'text-margin-y': 20,
        'font-size': 12,
        'background-color': colour('panel'),
        'text-max-width': '400px',
      },
    },
    {
      selector: 'node.open.vpc',
      style: {
        'background-color': colour('surface'),
        'border-color': colour('edge-strong'),
        'font-weight': 600,
      },
    },
    {
      selector: 'node.region.open, node.account.open',
      style: { 'border-style': 'dashed', color: colour('muted') },
    },
    {
      selector: 'node.closed.account, node.closed.region, node.closed.vpc',
      style: { 'border-width': 1.5, 'border-color': colour('edge-strong'), 'font-weight': 600 },
    },
    { selector: 'node.subnet', style: { 'background-color': colour('paper') } },
    { selector: 'node.link', style: { shape: 'cut-rectangle', 'background-color': colour('panel') } },
    {
      selector: 'node.internet, node.site, node.service',
      style: { shape: 'round-hexagon', 'background-color': colour('panel') },
    },
    {
      selector: 'node.dead',
      style: { 'border-style': 'dashed', color: colour('muted'), 'background-opacity': 0.4 },
    },
    { selector: 'node.reaches', style: box('good') },
    { selector: 'node.platform', style: box('info') },
    { selector: 'node.no-reply', style: box('warn') },
    { selector: 'node.blocked', style: { ...box('faint'), 'border-style': 'dotted' } },
    {
      selector: 'node.source',
      style: { 'border-width': 3, 'border-color': colour('accent'), 'border-style': 'double' },
    },
    {
      selector: 'edge',
      style: {
        width: 1.6,
        'curve-style': 'bezier',
        'z-index-compare': 'manual',
        'z-index': 5,
        'control-point-step-size': 34,
        'line-color': colour('wire'),
        'target-arrow-color': colour('wire'),
        'overlay-opacity': 0,
        label: 'data(label)',
        'font-family': font,
        'font-size': 9.5,
        color: colour('muted'),
        'text-background-color': colour('paper'),
        'text-background-opacity': 0.7,
        'text-background-padding': '2px',
        'text-rotation': 'autorotate',
        'text-margin-y': -8,
        'min-zoomed-font-size': 7,
      },
    },
    {
      selector: 'edge.one-way',
      style: {
        'target-arrow-shape': 'triangle',
        'line-style': 'solid',
        'line-color': colour('info'),
        'target-arrow-color': colour('info'),
      },
    },
    { selector: 'edge.several', style: { width: 3 } },
    {
      selector: 'edge.dead',
      style: {
        'line-style': 'dashed',
        'line-dash-pattern': [5, 4],
        'line-color': colour('faint'),
        opacity: 0.8,
      },
    },
    { selector: '.aside', style: { opacity: 0.4 } },
    {
      selector: 'node.path',
      style: { 'border-width': 2.5, 'border-color': colour('accent'), 'border-style': 'solid' },
    },
    {
      selector: 'edge.path',
      style: {
        width: 3,
        'line-color': colour('accent'),
        'target-arrow-color': colour('accent'),
        'z-index': 6,
      },
    },
    {
      selector: 'node.now',
      style: {
        'border-width': 4,
        'border-color': colour('accent'),
        'background-color': colour('accent-soft'),
      },
    },
    { selector: 'edge.now', style: { width: 6, 'line-color': colour('accent') } },
    {
      selector: 'node.failed',
      style: { 'border-width': 4, 'border-color': colour('bad'), 'background-color': colour('bad-soft') },
    },
    { selector: 'edge.failed', style: { width: 6, 'line-color': colour('bad') } },
    { selector: 'node.chosen', style: { 'border-width': 3, 'border-color': colour('accent') } },
    { selector: 'edge.chosen', style: { width: 4, 'line-color': colour('accent') } },
  ];
}
