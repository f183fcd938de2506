#!/usr/bin/perl
# A client in a dozen lines, as people wrote them: binds, submits, waits for the receipts, unbinds.
# Prints "login STATUS", "id ID" for each submit, "receipt ID STATE" for each receipt, "unbound".
use strict;
use warnings;
use Net::SMPP;

my ($port, $password, @numbers) = @ARGV;
$SIG{ALRM} = sub { die "no answer within 30 seconds\n" };
alarm 30;
$| = 1;

my ($smpp, $login) = Net::SMPP->new_transceiver(
  '127.0.0.1', port => $port, system_id => 'shop', password => $password, system_type => '', interface_version => 0x34)
  or die "no connection: $!\n";
printf "login %d\n", $login->{status};
exit 0 if $login->{status};

my %open;
for my $number (@numbers) {
  my $answer = $smpp->submit_sm(
    source_addr_ton => 5, source_addr => 'SHOP', dest_addr_ton => 1, dest_addr_npi => 1, destination_addr => $number,
    registered_delivery => 1, short_message => "Hello from Perl")
    or die "no answer to submit_sm\n";
  die sprintf("submit_sm: status %#x\n", $answer->{status}) if $answer->{status};
  print "id $answer->{message_id}\n";
  $open{$answer->{message_id}} = 1;
}

while (%open) {
  my $pdu = $smpp->read_pdu() or die "the connection ended\n";
  if ($pdu->{cmd} == Net::SMPP::CMD_enquire_link) {
    $smpp->enquire_link_resp(seq => $pdu->{seq});
  } elsif ($pdu->{cmd} == Net::SMPP::CMD_deliver_sm) {
    $pdu->{short_message} =~ /^id:(\S+) .* stat:(\w+) / or die "no receipt: $pdu->{short_message}\n";
    print "receipt $1 $2\n";
    delete $open{$1};
    $smpp->deliver_sm_resp(seq => $pdu->{seq}, message_id => '');
  }
}

$smpp->unbind() or die "no answer to unbind\n";
print "unbound\n";
