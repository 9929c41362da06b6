/**
 * Accounts and regions are told by folders, files and records.
 */
import { describe, expect, test } from 'vitest';
import { isRegion, placeOfFile, placeOfRecord, regionOfZone } from '../../../src/source/aws/place.ts';

describe('the place of a file', () => {
  test.each([
    ['/x/us-east-1/Vpcs.json', { region: 'us-east-1' }],
    [
      '/x/111122223333/eu-central-1/ec2-describe-vpcs.json',
      { account: '111122223333', region: 'eu-central-1' },
    ],
    [
      '/x/accounts/111122223333/us-gov-west-1/Vpcs.json',
      { account: '111122223333', region: 'us-gov-west-1' },
    ],
    ['/x/vpcs_111122223333_ap-southeast-2.json', { account: '111122223333', region: 'ap-southeast-2' }],
    ['/x/account=111122223333/region=us-west-2/a.json', { account: '111122223333', region: 'us-west-2' }],
    ['/x/exports/Vpcs.json', {}],
  ])('%s', (file, place) => {
    expect(placeOfFile(file)).toMatchObject(place);
    expect(Object.keys(placeOfFile(file)).includes('region')).toBe('region' in place);
  });
});

describe('the place of a record', () => {
  test('is that of its zone or ARN before that of its file', () => {
    const file = { account: '999999999999', region: 'eu-west-1', viewer: '999999999999' };
    const arn = 'arn:aws:ec2:us-east-2:111122223333:subnet/subnet-1';
    expect(placeOfRecord({ SubnetArn: arn }, file)).toMatchObject({
      account: '111122223333',
      region: 'us-east-2',
    });
    expect(placeOfRecord({ AvailabilityZone: 'ap-south-1b' }, file).region).toBe('ap-south-1');
    expect(placeOfRecord({ OwnerId: '222222222222' }, file)).toEqual({
      account: '222222222222',
      region: 'eu-west-1',
      viewer: '999999999999',
    });
  });
});

test('a local zone lies in its region', () => {
  expect(regionOfZone('us-west-2-lax-1a')).toBe('us-west-2');
});

test('names that only look like regions are none', () => {
  expect(['us-east-1', 'eusc-de-east-1', 'us-isob-east-1'].every(isRegion)).toBe(true);
  expect(['test-run-1', 'us-east', 'page-1', 'us-east-1a'].some(isRegion)).toBe(false);
});
