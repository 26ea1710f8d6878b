require_relative '../../../../../spec_helper'

describe 'role::beta::docker_services', type: :class do
  let(:pre_condition) { "class { 'profile::docker::runner': service_defs => {} }" }

  it { is_expected.to compile.with_all_deps }
  it { is_expected.to contain_class('profile::docker::engine') }
  it { is_expected.to contain_class('profile::docker::runner') }
end
