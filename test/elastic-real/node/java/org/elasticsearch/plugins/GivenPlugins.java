package org.elasticsearch.plugins;

import java.util.ArrayList;
import java.util.List;
import org.elasticsearch.env.Environment;

/** Elasticsearch's own service for plugins, with classes that are given instead of folders. */
public final class GivenPlugins extends PluginsService {
  private List<LoadedPlugin> given = new ArrayList<>();

  public GivenPlugins(
      Environment environment, PluginsLoader none, List<Class<? extends Plugin>> classes) {
    super(environment.settings(), environment.configDir(), none);
    for (Class<? extends Plugin> type : classes) {
      Plugin plugin = loadPlugin(type, environment.settings(), environment.configDir());
      given.add(new LoadedPlugin(describe(type.getName()), plugin, type.getClassLoader()));
    }
    loadExtensions(given);
  }

  private static PluginDescriptor describe(String name) {
    return new PluginDescriptor(
        name, name, "1", "8", "17", name, null, List.of(), false, false, false, false);
  }

  /** The constructor above asks for them before there are any. */
  @Override
  protected List<LoadedPlugin> plugins() {
    return given == null ? List.of() : given;
  }
}
