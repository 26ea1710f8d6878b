require_relative '../../../../spec_helper'

describe 'Wmflib::Ensure', type: :type_alias do
  it { is_expected.to allow_values('present', 'absent') }
  it { is_expected.not_to allow_values('running', '', true, :undef) }
end
