require_relative '../../../../spec_helper'

describe 'Java::Version', type: :type_alias do
  it { is_expected.to allow_values('7', '8', '11', '17', '21') }
  it { is_expected.not_to allow_values(17, '16', '', :undef) }
end

describe 'Java::Variant', type: :type_alias do
  it { is_expected.to allow_values('jre', 'jre-headless', 'jdk', 'jdk-headless') }
  it { is_expected.not_to allow_values('headless', '', :undef) }
end

describe 'Java::PackageInfo', type: :type_alias do
  it { is_expected.to allow_value('version' => '17', 'variant' => 'jdk') }
  it { is_expected.not_to allow_values({ 'version' => '17' }, '17') }
end
