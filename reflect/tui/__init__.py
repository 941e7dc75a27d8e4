"""What people see and touch: the app, its screens, widgets and commands.

Screens ask services and hold no rules; widgets take data down and post messages up. Nothing else in the
package imports this room, and the command line does so only when it opens the app.
"""
