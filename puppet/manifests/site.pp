# The roles of Horizon come from the external-nodes script; Hiera may name more classes.
node default {
  lookup('classes', { 'default_value' => [] }).include
}
