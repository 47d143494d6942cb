package io.jitpeers.kerneltests.gateway.world;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Clients of one namespace that do something at the same time. */
public final class Crowd {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Pattern TIME = Pattern.compile("(\\S+):time=([0-9.]+)");

  private final List<Client> clients;

  private Crowd(List<Client> clients) {
    this.clients = clients;
  }

  /** Makes a crowd of clients that are at the same place. */
  public static Crowd of(List<Client> clients) {
    return new Crowd(List.copyOf(clients));
  }

  /** Who is in it. */
  public List<Client> clients() {
    return clients;
  }

  /** Brings all up; none sends a packet yet. */
  public Crowd join() {
    Client.join(clients);
    return this;
  }

  /**
   * Each sends one packet through its tunnel.
   *
   * @param atMostSeconds that each waits for its answer
   * @return how many milliseconds it took those that had one
   */
  public Map<Client, Double> ping(int atMostSeconds) {
    String pings =
        clients.stream()
            .map(
                client ->
                    "ping -c1 -W"
                        + atMostSeconds
                        + " -I"
                        + client.device()
                        + " "
                        + client.gateway().address()
                        + " > "
                        + client.device()
                        + " &\n")
            .collect(Collectors.joining());
    String script =
        "folder=$(mktemp -d)\ncd $folder\n"
            + pings
            + "wait\ngrep -Ho 'time=[0-9.]*' * || true\nrm -r $folder\n";
    String printed = clients.get(0).where().commands().within(PATIENCE).reading(script).run("bash");
    Map<String, Client> byDevice =
        clients.stream().collect(Collectors.toMap(Client::device, Function.identity()));
    Map<Client, Double> times = new HashMap<>();
    for (MatchResult line : TIME.matcher(printed).results().toList()) {
      times.put(byDevice.get(line.group(1)), Double.parseDouble(line.group(2)));
    }
    return times;
  }

  /** Has all forget their sessions: the next packet of each takes a handshake. */
  public Crowd forgetSessions() {
    Client.forgetSessions(clients);
    return this;
  }

  /** Has all send a packet each second, until that is closed. */
  public Talk keepTalking() {
    String pings =
        clients.stream()
            .map(
                client ->
                    "ping -i1 -I"
                        + client.device()
                        + " "
                        + client.gateway().address()
                        + " > /dev/null &\n")
            .collect(Collectors.joining());
    return Talk.start(clients.get(0).where(), pings + "wait\n");
  }

  /** Takes all away. */
  public void leave() {
    String script =
        clients.stream()
            .map(client -> "link delete " + client.device() + "\n")
            .collect(Collectors.joining());
    clients.get(0).where().commands().within(PATIENCE).reading(script).run("ip", "-batch", "-");
  }
}
