//! Which computers belong together: they name the same secrets, or each other.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use crate::{
    catalogue::{self, Event, ParameterKind, Role},
    eventlog::{Record, guid, short_name},
};

/// A computer, by its place among those that are named.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(super) struct Host(usize);

/// One record in its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Witness<'a> {
    /// Index of the record.
    pub(super) index: usize,
    /// Place among the records of its system.
    pub(super) order: usize,
    pub(super) record: &'a Record,
    pub(super) event: &'static Event,
    /// The computer that logged it.
    pub(super) host: Host,
}

impl Witness<'_> {
    pub(super) fn role(&self) -> Role {
        self.event.role
    }

    /// The secret that this parameter names.
    pub(super) fn msid(&self, parameter: &str) -> Option<Uuid> {
        self.record.parameter(parameter).and_then(guid).filter(|msid| !msid.is_nil())
    }

    /// The secret that is current from this event on.
    pub(super) fn states_current(&self) -> Option<Uuid> {
        self.event.current_secret.as_deref().and_then(|name| self.msid(name))
    }
}

/// The records of one SSO system, in the order in which they were logged.
#[derive(Debug)]
pub(super) struct System<'a> {
    pub(super) hosts: Vec<Host>,
    pub(super) witnesses: Vec<Witness<'a>>,
    /// Times are in UTC. If not, they are those of one computer, whose record ids give the order.
    pub(super) in_utc: bool,
}

/// The computers that records name, each under one number however it is spelt.
#[derive(Debug, Default)]
pub(super) struct Hosts {
    names: Vec<String>,
    by_name: HashMap<String, Host>,
}

impl Hosts {
    fn of(records: &[Record]) -> Self {
        let mut hosts = Self::default();
        let named = || records.iter().flat_map(names_in);
        // Whole names first, so that short ones find them.
        for name in named().filter(|name| name.contains('.')).chain(named()) {
            hosts.add(name);
        }
        hosts
    }

    fn add(&mut self, name: &str) {
        if name.is_empty() || self.find(name).is_some() {
            return;
        }
        let host = Host(self.names.len());
        self.names.push(name.to_owned());
        self.by_name.insert(name.to_lowercase(), host);
        if name.contains('.') {
            // Two computers of one name in two domains: the short name stands for neither.
            self.by_name
                .entry(short_name(name).to_lowercase())
                .and_modify(|known| *known = Host(usize::MAX))
                .or_insert(host);
        }
    }

    /// The computer of this name, with or without its domain.
    pub(super) fn find(&self, name: &str) -> Option<Host> {
        let host = self.by_name.get(&name.trim().to_lowercase()).copied()?;
        self.names.get(host.0).map(|_| host)
    }

    pub(super) fn name(&self, host: Host) -> &str {
        self.names.get(host.0).map_or("", String::as_str)
    }
}

/// The computers that a record names as parts of its system. The client computer of a backup or restore is none: it can
/// be anybody's workstation.
fn names_in(record: &Record) -> impl Iterator<Item = &str> {
    let parameters = record.parameters.iter().filter(|parameter| {
        matches!(parameter.name, "secret_server" | "new_secret_server" | "old_secret_server")
            || (parameter.name == "computer" && record.role() == Some(Role::SecretRequestServed))
    });
    record.computer.as_deref().into_iter().chain(parameters.map(|parameter| &*parameter.value))
}

/// Systems, and the records that can be put into no order.
pub(super) fn group(records: &[Record]) -> (Hosts, Vec<System<'_>>, Vec<usize>) {
    let hosts = Hosts::of(records);
    let mut unplaced = Vec::new();
    let mut by_host: BTreeMap<Host, Vec<Witness<'_>>> = BTreeMap::new();
    for (index, record) in records.iter().enumerate() {
        let host = record.computer.as_deref().and_then(|name| hosts.find(name));
        match (host, record.event()) {
            (Some(host), Some(event)) => {
                let witness = Witness { index, order: 0, record, event, host };
                by_host.entry(host).or_default().push(witness);
            }
            _ => unplaced.push(index),
        }
    }

    let mut links = Links::default();
    let mut local = Vec::new();
    let mut in_utc = Vec::new();
    for (host, witnesses) in by_host {
        let (with_time, without): (Vec<_>, Vec<_>) =
            witnesses.into_iter().partition(|witness| witness.record.time.is_some());
        if !with_time.is_empty() {
            links.join_all(&hosts, &with_time);
            in_utc.extend(with_time);
            unplaced.extend(without.iter().map(|witness| witness.index));
        } else if let Some(ordered) = by_record_id(without, &mut unplaced) {
            local.push(System { hosts: vec![host], witnesses: ordered, in_utc: false });
        }
    }

    // Records come merged, so that their index is their order.
    in_utc.sort_by_key(|witness| witness.index);
    let mut systems: BTreeMap<Node, System<'_>> = BTreeMap::new();
    for witness in in_utc {
        let system = systems.entry(links.root(Node::Host(witness.host))).or_insert_with(|| System {
            hosts: Vec::new(),
            witnesses: Vec::new(),
            in_utc: true,
        });
        if !system.hosts.contains(&witness.host) {
            system.hosts.push(witness.host);
        }
        system.witnesses.push(witness);
    }
    unplaced.sort_unstable();
    let mut systems: Vec<System<'_>> = systems.into_values().chain(local).collect();
    for system in &mut systems {
        for (order, witness) in system.witnesses.iter_mut().enumerate() {
            witness.order = order;
        }
    }
    (hosts, systems, unplaced)
}

/// Without a time zone, the record ids of one channel still give an order.
fn by_record_id<'a>(mut witnesses: Vec<Witness<'a>>, unplaced: &mut Vec<usize>) -> Option<Vec<Witness<'a>>> {
    let channel = witnesses.first().and_then(|witness| witness.record.channel.clone());
    let ordered =
        witnesses.iter().all(|witness| witness.record.record_id.is_some() && witness.record.channel == channel);
    if !ordered {
        unplaced.extend(witnesses.iter().map(|witness| witness.index));
        return None;
    }
    witnesses.sort_by_key(|witness| witness.record.record_id);
    Some(witnesses)
}

#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
enum Node {
    Host(Host),
    Secret(Uuid),
}

/// Which hosts and secrets are named together (disjoint sets).
#[derive(Debug, Default)]
struct Links(HashMap<Node, Node>);

impl Links {
    fn root(&mut self, node: Node) -> Node {
        let mut at = node;
        while let Some(parent) = self.0.get(&at).copied() {
            // Every second step is shortened, so that no path stays long.
            if let Some(above) = self.0.get(&parent).copied() {
                self.0.insert(at, above);
            }
            at = parent;
        }
        at
    }

    fn join(&mut self, one: Node, other: Node) {
        let (one, other) = (self.root(one), self.root(other));
        if one != other {
            self.0.insert(one.max(other), one.min(other));
        }
    }

    fn join_all(&mut self, hosts: &Hosts, witnesses: &[Witness<'_>]) {
        for witness in witnesses {
            let own = Node::Host(witness.host);
            for name in names_in(witness.record) {
                if let Some(host) = hosts.find(name) {
                    self.join(own, Node::Host(host));
                }
            }
            for name in &witness.event.parameters {
                let is_msid = catalogue::parameter(name).is_some_and(|known| known.kind == ParameterKind::Msid);
                if let Some(msid) = witness.msid(name).filter(|_| is_msid) {
                    self.join(own, Node::Secret(msid));
                }
            }
        }
    }
}
